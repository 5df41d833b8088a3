import {
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import type { Strategy } from '../live/live-event.js';

const STRATEGIES = ['random', 'round-robin', 'least-loaded', 'consistent-hash'] as const;

export class PickDto {
  @IsIn(STRATEGIES)
  readonly strategy!: Strategy;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  readonly count?: number;

  /** What `consistent-hash` goes by: equal ones go to the same instance. Each request has its own when it is left out. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  readonly on?: string;
}

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
import type { Session } from './session.js';

const KINDS = ['fixed', 'sliding'] as const;
const DAY = 86_400_000;

export class LoginDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(40)
  readonly user!: string;

  @IsString()
  @IsNotEmpty()
  @MaxLength(40)
  readonly device!: string;

  @IsIn(KINDS)
  readonly kind!: Session['kind'];

  /** In milliseconds. */
  @IsOptional()
  @IsInt()
  @Min(1_000)
  @Max(DAY)
  readonly ttl?: number;
}

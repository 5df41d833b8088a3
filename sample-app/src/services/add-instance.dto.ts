import {
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';

export class AddInstanceDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(40)
  readonly type!: string;

  @IsString()
  @IsNotEmpty()
  @MaxLength(40)
  readonly region!: string;

  @IsOptional()
  @IsNumber()
  readonly load?: number;

  /** In milliseconds, until it is gone without a heartbeat. */
  @IsOptional()
  @IsInt()
  @Min(1_000)
  @Max(60_000)
  readonly ttl?: number;
}

import {
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsPositive,
  IsString,
  Max,
  MaxLength,
} from 'class-validator';

export class CreateOrderDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  readonly item!: string;

  @IsInt()
  @IsPositive()
  @Max(1000)
  readonly quantity!: number;

  @IsInt()
  @IsPositive()
  @Max(Number.MAX_SAFE_INTEGER)
  readonly customer!: number;

  @IsOptional()
  @IsString()
  readonly payment?: string;
}

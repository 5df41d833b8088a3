import { IsOptional, IsString, MaxLength } from 'class-validator';

export class VisitDto {
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  readonly page?: string;
}

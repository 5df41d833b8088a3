import { IsNumber, IsOptional } from 'class-validator';

export class HeartbeatDto {
  @IsOptional()
  @IsNumber()
  readonly load?: number;
}

import { IsOptional, IsString } from 'class-validator';

export class InstanceQuery {
  @IsOptional()
  @IsString()
  readonly type?: string;

  @IsOptional()
  @IsString()
  readonly region?: string;
}

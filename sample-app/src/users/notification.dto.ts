import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

export class NotificationDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(1000)
  readonly text!: string;
}

import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

export class UserQuery {
  @IsString()
  @IsNotEmpty()
  @MaxLength(40)
  readonly user!: string;
}

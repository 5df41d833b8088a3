import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import type { RoomRequests } from '../live/live-event.js';

export class JoinDto implements Readonly<RoomRequests['join']> {
  @IsString()
  @IsNotEmpty()
  @MaxLength(40)
  readonly room!: string;

  @IsString()
  @IsNotEmpty()
  @MaxLength(40)
  readonly name!: string;
}

export class SayDto implements Readonly<RoomRequests['say']> {
  @IsString()
  @IsNotEmpty()
  @MaxLength(1000)
  readonly text!: string;
}

/** A user who is there. */
export class UserPresence {
  readonly since = new Date();
  visits = 0;

  constructor(readonly id: number) {}
}

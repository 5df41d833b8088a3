/** What a room's listeners must have heard, and who they are. */
export interface RoomState {
  /** The number of the last message. */
  readonly last: number;
  readonly members: readonly string[];
}

interface Room {
  last: number;
  readonly members: Set<string>;
}

export const ROOMS: readonly string[] = ['lobby', 'kitchen', 'attic', 'cellar'];

/** What was said in each room, by number, and who is in it. */
export class RoomsModel {
  readonly #rooms = new Map<string, Room>(
    ROOMS.map((name) => [name, { last: 0, members: new Set() }]),
  );

  /** The number of the last message of a room. */
  last(room: string): number {
    return this.#room(room).last;
  }

  /** The number of the next. */
  next(room: string): number {
    return ++this.#room(room).last;
  }

  entered(room: string, member: string): void {
    this.#room(room).members.add(member);
  }

  left(room: string, member: string): void {
    this.#room(room).members.delete(member);
  }

  /** Who is in any room. */
  get members(): string[] {
    return [...this.#rooms.values()].flatMap(({ members }) => [...members]);
  }

  get state(): Record<string, RoomState> {
    return Object.fromEntries(
      [...this.#rooms].map(([name, { last, members }]) => [name, { last, members: [...members] }]),
    );
  }

  #room(name: string): Room {
    const room = this.#rooms.get(name);
    if (room === undefined) throw new RangeError(`There is no room ${name}`);
    return room;
  }
}

import { request, type ClientRequest } from 'node:http';
import type { RoomNews } from '../app/rooms.controller.js';
import type { Checks } from '../checks.js';
import type { RoomState } from '../model/rooms.js';

/** One connection to the stream of a room. */
export class Listener {
  readonly closed: Promise<void>;
  /** The number of the message that was heard last; none before the first word. */
  #last: number | undefined;
  readonly #present = new Set<string>();
  readonly #request: ClientRequest;
  readonly #checks: Checks;
  readonly #heard: (type: string) => void;
  #leaving = false;
  #expectsTheEnd = false;
  #completed = false;
  #caughtUp: (() => void) | undefined;
  #goal = 0;

  constructor(
    port: number,
    readonly room: string,
    readonly member: string,
    checks: Checks,
    heard: (type: string) => void,
  ) {
    this.#checks = checks;
    this.#heard = heard;
    const headers = { accept: 'text/event-stream' };
    this.#request = request({ port, path: `/rooms/${room}/${member}`, headers, agent: false });
    this.closed = new Promise((resolve) => {
      this.#request.on('close', resolve);
    });
    this.#request.on('error', (error) => {
      checks.that('streams go on', this.#leaving, member, () => ['no error', error]);
    });
    this.#request.on('response', (response) => {
      checks.equal('streams go on', response.statusCode, 200, member);
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (chunk: string) => {
        const parts = (text + chunk).split('\n\n');
        text = parts.pop() ?? '';
        for (const part of parts) this.#read(part);
      });
      response.on('end', () => {
        this.#completed = true;
        checks.that('streams go on', this.#leaving, member, () => ['to go on', 'the end']);
      });
      response.on('error', () => undefined);
    });
    this.#request.end();
  }

  /** The application closes: its streams complete, and are not cut. */
  expectTheEnd(): void {
    this.#leaving = true;
    this.#expectsTheEnd = true;
  }

  async leave(): Promise<void> {
    this.#leaving = true;
    if (!this.#expectsTheEnd) this.#request.destroy();
    await this.closed;
    if (this.#expectsTheEnd)
      this.#checks.equal('streams complete', this.#completed, true, this.member);
  }

  /** Waits for the last message of the room, and compares who is there with who ought to be. */
  async catchUp({ last, members }: RoomState): Promise<void> {
    this.#goal = last;
    if (!this.#isThere) {
      await new Promise<void>((resolve) => {
        this.#caughtUp = resolve;
      });
    }
    const [seen, expected] = [[...this.#present].toSorted(), members.toSorted()];
    this.#checks.equal('presence agrees', seen, expected, `${this.member} in ${this.room}`);
  }

  get #isThere(): boolean {
    return this.#last !== undefined && this.#last >= this.#goal;
  }

  #read(part: string): void {
    const line = part.split('\n').find((each) => each.startsWith('data: '));
    if (line === undefined || this.#leaving) return;
    const news = JSON.parse(line.slice('data: '.length)) as RoomNews;
    this.#heard(news.type);
    if (news.type === 'hello') {
      this.#checks.equal('streams have no gap', this.#last, undefined, this.member);
      this.#last = news.last;
    } else if (news.type === 'said') {
      const expected = this.#last === undefined ? 'hello' : this.#last + 1;
      this.#checks.equal('streams have no gap', news.n, expected, this.member);
      this.#last = news.n;
    } else {
      for (const id of news.leaves) this.#present.delete(id);
      for (const id of news.joins) this.#present.add(id);
    }
    if (this.#isThere) this.#caughtUp?.();
  }
}

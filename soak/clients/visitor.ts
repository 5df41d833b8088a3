import { isBroken, isRefused } from '../app/orders.js';
import type { Checks } from '../checks.js';
import { ROOMS } from '../model/rooms.js';
import type { Random } from '../random.js';
import type { Tally } from '../tally.js';
import { Asker } from './ask.js';

export interface VisitorParts {
  readonly port: number;
  readonly name: string;
  readonly random: Random;
  readonly checks: Checks;
  readonly tally: Tally;
}

const ACCOUNTS = 40;
const SESSIONS = 5;

/** A client that asks one thing after the other. */
export class Visitor {
  readonly #parts: VisitorParts;
  readonly #asker: Asker;
  /** The ids of its sessions. */
  readonly #sessions: string[] = [];
  readonly #said = new Map<string, number>();
  readonly #sent = new Map<number, number>();

  constructor(parts: VisitorParts) {
    this.#parts = parts;
    this.#asker = new Asker(parts.port);
  }

  /** Asks one thing, and looks at the answer. */
  async visit(): Promise<void> {
    await this.#parts.random.weighted<() => Promise<void>>([
      [2, () => this.#openSession()],
      [6, () => this.#askSession()],
      [1, () => this.#closeSession()],
      [3, () => this.#say()],
      [3, () => this.#placeOrder()],
      [3, () => this.#deposit()],
      [1, () => this.#abandon()],
    ])();
  }

  close(): void {
    this.#asker.close();
  }

  async #openSession(): Promise<void> {
    const { name } = this.#parts;
    const { id } = await this.#ask<{ id: string }>('POST', '/sessions', { user: name });
    this.#sessions.push(id);
    if (this.#sessions.length > SESSIONS) this.#sessions.shift();
  }

  /** It is its own, or nobody's any more. */
  async #askSession(): Promise<void> {
    const { random, checks, name } = this.#parts;
    if (this.#sessions.length === 0) return;
    const id = random.pick(this.#sessions);
    const { user } = await this.#ask<{ user: string | null }>('GET', `/sessions/${id}`);
    checks.that('nothing of another request', user === null || user === name, id, () => [
      name,
      user,
    ]);
  }

  async #closeSession(): Promise<void> {
    const id = this.#sessions.pop();
    if (id === undefined) return;
    await this.#ask('DELETE', `/sessions/${id}`);
    const { user } = await this.#ask<{ user: string | null }>('GET', `/sessions/${id}`);
    this.#parts.checks.equal('what has ended stays ended', user, null, `session ${id}`);
  }

  async #say(): Promise<void> {
    const { random, checks, name } = this.#parts;
    const room = random.pick(ROOMS);
    const { n } = await this.#ask<{ n: number }>('POST', `/rooms/${room}`, { text: name });
    const last = this.#said.get(room) ?? 0;
    checks.that('messages are in order', n > last, `${name} in ${room}`, () => [
      `after ${last}`,
      n,
    ]);
    this.#said.set(room, n);
  }

  async #placeOrder(): Promise<void> {
    const { checks, name } = this.#parts;
    const { id, outcomes } = await this.#ask<{ id: number; outcomes: object }>('POST', '/orders');
    const expected = {
      'Stock.onPlaced': 'delivered',
      'Billing.onGuarded': isRefused(id) ? 'failed' : 'delivered',
      'Billing.onBroken': isBroken(id) ? 'failed' : 'delivered',
      'Billing.onSerial': 'delivered',
    };
    checks.equal('outcomes are right', outcomes, expected, `order ${id} of ${name}`);
  }

  async #deposit(): Promise<void> {
    const { random, checks, name } = this.#parts;
    const account = random.below(ACCOUNTS);
    const path = `/accounts/${account}/${name}`;
    const { n, answer } = await this.#ask<{ n: number; answer: unknown }>('POST', path);
    const last = this.#sent.get(account) ?? 0;
    const fits = n > last && (answer === n || typeof answer === 'string');
    checks.that('answers are of the question', fits, `account ${account}`, () => [n, answer]);
    this.#sent.set(account, n);
  }

  /** Whoever goes in the middle of it leaves nothing behind. */
  async #abandon(): Promise<void> {
    const { random, tally, name } = this.#parts;
    tally.add('HTTP: abandoned request');
    const path = random.pick(['/orders', `/accounts/${random.below(ACCOUNTS)}/${name} hurried`]);
    await this.#asker.abandon('POST', encodeURI(path), random.below(5));
  }

  async #ask<A>(method: string, path: string, body?: object): Promise<A> {
    this.#parts.tally.add('HTTP: request');
    return this.#asker.ask<A>(method, path, body);
  }
}

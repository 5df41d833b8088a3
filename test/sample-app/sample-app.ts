import { once } from 'node:events';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { EventSource } from 'eventsource';
import { getRegistryToken, type Clock, type RegistryOf } from 'nestjs-registry';
import { firstValueFrom } from 'rxjs';
import { WebSocket } from 'ws';
import { AppModule } from '../../sample-app/src/app.module.js';
import { bootstrap, OPTIONS, serve } from '../../sample-app/src/bootstrap.js';
import { CLOCK } from '../../sample-app/src/clock.js';
import { Live } from './live.js';
import { RoomVisitor } from './room-visitor.js';

export interface Answer {
  readonly status: number;
  readonly body: any;
}

/** The sample application on a free port, with a client; ends with the test. */
export class SampleApp implements AsyncDisposable {
  readonly #sources: EventSource[] = [];
  readonly #sockets: WebSocket[] = [];

  private constructor(
    readonly app: NestExpressApplication,
    readonly url: string,
  ) {}

  /** With a `clock` it lives by that one. */
  static async start(clock?: Clock, onPort = 0): Promise<SampleApp> {
    const app = await (clock === undefined
      ? bootstrap(onPort, { logger: false })
      : livingBy(clock, onPort));
    const { port } = app.getHttpServer().address() as { port: number };
    return new SampleApp(app, `http://127.0.0.1:${port}`);
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get events(): RegistryOf<'events'> {
    return this.app.get<RegistryOf<'events'>>(getRegistryToken('events'));
  }

  get rooms(): RegistryOf<'rooms'> {
    return this.app.get<RegistryOf<'rooms'>>(getRegistryToken('rooms'));
  }

  get users(): RegistryOf<'users'> {
    return this.app.get<RegistryOf<'users'>>(getRegistryToken('users'));
  }

  get(path: string): Promise<Answer> {
    return this.#ask(path);
  }

  delete(path: string): Promise<Answer> {
    return this.#ask(path, { method: 'DELETE' });
  }

  post(path: string, body?: unknown): Promise<Answer> {
    if (body === undefined) return this.#ask(path, { method: 'POST' });
    return this.postText(path, JSON.stringify(body));
  }

  postText(path: string, body: string): Promise<Answer> {
    const headers = { 'content-type': 'application/json' };
    return this.#ask(path, { method: 'POST', headers, body });
  }

  /** An EventSource that is subscribed to `topic`. */
  async listen(name: string): Promise<EventSource> {
    const subscribed = firstValueFrom(this.events.changes({ type: 'registered' }));
    const source = this.open(`/topics/${name}/stream`);
    await subscribed;
    return source;
  }

  /** An EventSource of what happens to the users. */
  async watchUsers(): Promise<EventSource> {
    const source = this.open('/users/events');
    await once(source, 'open');
    return source;
  }

  /** A page's connection to `/live`, after its first event. */
  async watch(): Promise<Live> {
    const live = new Live(this.open('/live'));
    await live.told('hello');
    return live;
  }

  open(path: string): EventSource {
    const source = new EventSource(`${this.url}${path}`);
    this.#sources.push(source);
    return source;
  }

  /** A connection to the rooms. */
  async visitRooms(): Promise<RoomVisitor> {
    const socket = new WebSocket(`${this.url}/rooms`);
    this.#sockets.push(socket);
    await once(socket, 'open');
    return new RoomVisitor(socket);
  }

  streamUrl(name: string): string {
    return `${this.url}/topics/${name}/stream`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of [...this.#sources, ...this.#sockets]) client.close();
    await this.app.close();
  }

  async #ask(path: string, init?: RequestInit): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, init);
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }
}

async function livingBy(clock: Clock, port: number): Promise<NestExpressApplication> {
  const module = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(CLOCK)
    .useValue(clock)
    .compile();
  const options = { ...OPTIONS, logger: false } as const;
  return serve(module.createNestApplication<NestExpressApplication>(options), port);
}

/** What the next message of an EventSource says. */
export async function nextMessage(source: EventSource): Promise<unknown> {
  const [event] = (await once(source, 'message')) as [{ data: string }];
  return JSON.parse(event.data);
}

import { once } from 'node:events';
import { EventSource } from 'eventsource';
import { getRegistryToken, type RegistryOf } from 'nestjs-registry';
import { firstValueFrom } from 'rxjs';
import { bootstrap } from '../../sample-app/src/bootstrap.js';

export interface Answer {
  readonly status: number;
  readonly body: any;
}

/** The sample application on a free port, with a client; ends with the test. */
export class SampleApp implements AsyncDisposable {
  readonly #sources: EventSource[] = [];

  private constructor(
    readonly app: Awaited<ReturnType<typeof bootstrap>>,
    readonly url: string,
  ) {}

  static async start(): Promise<SampleApp> {
    const app = await bootstrap(0, { logger: false });
    const { port } = app.getHttpServer().address() as { port: number };
    return new SampleApp(app, `http://127.0.0.1:${port}`);
  }

  get events(): RegistryOf<'events'> {
    return this.app.get<RegistryOf<'events'>>(getRegistryToken('events'));
  }

  get(path: string): Promise<Answer> {
    return this.#ask(path);
  }

  delete(path: string): Promise<Answer> {
    return this.#ask(path, { method: 'DELETE' });
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.postText(path, JSON.stringify(body));
  }

  postText(path: string, body: string): Promise<Answer> {
    const headers = { 'content-type': 'application/json' };
    return this.#ask(path, { method: 'POST', headers, body });
  }

  /** An EventSource that is subscribed to `topic`. */
  async listen(name: string): Promise<EventSource> {
    const subscribed = firstValueFrom(this.events.changes({ type: 'registered' }));
    const source = new EventSource(this.streamUrl(name));
    this.#sources.push(source);
    await subscribed;
    return source;
  }

  streamUrl(name: string): string {
    return `${this.url}/topics/${name}/stream`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const source of this.#sources) source.close();
    await this.app.close();
  }

  async #ask(path: string, init?: RequestInit): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, init);
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }
}

/** What the next message of an EventSource says. */
export async function nextMessage(source: EventSource): Promise<unknown> {
  const [event] = (await once(source, 'message')) as [MessageEvent<string>];
  return JSON.parse(event.data);
}

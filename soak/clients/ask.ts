import { Agent, request, type IncomingMessage } from 'node:http';

/** Keeps the connections of one client, and asks over them. */
export class Asker {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  /** What the application answers. @throws Error when that is not what was asked for. */
  async ask<A>(method: string, path: string, body?: object): Promise<A> {
    const response = await this.#send(method, path, body);
    response.setEncoding('utf8');
    let text = '';
    for await (const chunk of response) text += String(chunk);
    if ((response.statusCode ?? 0) >= 400)
      throw new Error(`${response.statusCode} ${path} ${text}`);
    return JSON.parse(text) as A;
  }

  /** Asks, and is gone before there is an answer. */
  abandon(method: string, path: string, after: number): Promise<void> {
    return new Promise((resolve) => {
      const asked = request({ port: this.#port, method, path, agent: false });
      asked.on('error', () => undefined);
      asked.on('response', (response) => response.resume());
      asked.on('close', resolve);
      asked.end();
      setTimeout(() => asked.destroy(), after);
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, path: string, body: object | undefined): Promise<IncomingMessage> {
    const text = body === undefined ? '' : JSON.stringify(body);
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    };
    return new Promise((resolve, reject) => {
      const options = { port: this.#port, method, path, agent: this.#agent, headers };
      request(options, resolve).on('error', reject).end(text);
    });
  }
}

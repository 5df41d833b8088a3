import { EventEmitter, getEventListeners, once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import {
  Owner,
  Registry,
  type LifetimeSource,
  type TerminationCallbackError,
} from 'nestjs-registry';

const bound = (source: LifetimeSource) => {
  const registry = new Registry({ keys: 'unique' });
  const owner = Owner.from(source, { label: 'bound' });
  if (owner.alive) registry.register('a', 1, { owner });
  return { registry, owner };
};

interface Kind {
  readonly source: LifetimeSource;
  readonly end: (times?: number) => void;
  readonly listeners: () => number;
  readonly reason: unknown;
}

const KINDS: [string, () => Kind][] = [
  [
    'an AbortSignal',
    () => {
      const controller = new AbortController();
      return {
        source: controller.signal,
        end: () => controller.abort('enough'),
        listeners: () => getEventListeners(controller.signal, 'abort').length,
        reason: 'enough',
      };
    },
  ],
  [
    'an EventTarget',
    () => {
      const source = new EventTarget();
      return {
        source,
        end: () => source.dispatchEvent(new Event('close')),
        listeners: () => getEventListeners(source, 'close').length,
        reason: 'close',
      };
    },
  ],
  [
    'an EventEmitter',
    () => {
      const source = new EventEmitter();
      return {
        source,
        end: () => source.emit('close'),
        listeners: () => source.listenerCount('close'),
        reason: 'close',
      };
    },
  ],
];

describe.each(KINDS)('an owner from %s', (_, make) => {
  it('lives until it ends', () => {
    const { source, end, reason } = make();
    const { registry, owner } = bound(source);
    expect(owner.alive).toBe(true);
    expect(owner.label).toBe('bound');
    end();
    expect(owner.alive).toBe(false);
    expect(owner.reason).toBe(reason);
    expect(registry.size).toBe(0);
  });

  it('listens once, and not any more after either has ended', () => {
    for (const first of ['source', 'owner']) {
      const { source, end, listeners } = make();
      const { owner } = bound(source);
      expect(listeners()).toBe(1);
      if (first === 'source') end();
      else owner.terminate();
      expect(listeners()).toBe(0);
    }
  });

  it('hands what a callback throws to onError instead of to the source', () => {
    const { source, end } = make();
    const errors: TerminationCallbackError[] = [];
    const owner = Owner.from(source, { onError: (error) => errors.push(error) });
    const no = new Error('no');
    owner.onTerminate(() => {
      throw no;
    });
    expect(end).not.toThrow();
    expect(errors.map(({ code, errors: all }) => [code, all])).toEqual([
      ['TERMINATION_CALLBACK', [no]],
    ]);
  });
});

const ENDED: [string, LifetimeSource][] = [
  ['a signal that has aborted', AbortSignal.abort('before')],
  ['a stream that was destroyed', Object.assign(new EventEmitter(), { destroyed: true })],
  ['a response that was closed', Object.assign(new EventEmitter(), { closed: true })],
  ['a WebSocket that is closed', Object.assign(new EventTarget(), { readyState: 3 })],
];

it.each(ENDED)('an owner from %s is terminated from the start', (_, source) => {
  const { owner } = bound(source);
  expect(owner.alive).toBe(false);
});

it('an owner from what has both interfaces uses that of Node', () => {
  const source = Object.assign(new EventEmitter(), {
    addEventListener: () => {
      throw new Error('not this one');
    },
    removeEventListener: () => undefined,
    readyState: 1,
  });
  const { owner } = bound(source as unknown as LifetimeSource);
  source.emit('close');
  expect(owner.alive).toBe(false);
});

/** What `ask` gets from a real server whose requests `handle` answers. */
async function serve(
  handle: (req: IncomingMessage, res: ServerResponse) => void,
  ask: (port: number) => Promise<unknown>,
): Promise<void> {
  const server = createServer(handle).listen(0);
  await once(server, 'listening');
  try {
    await ask((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

it('an owner from a response lives until it has been sent', async () => {
  const registry = new Registry({ keys: 'unique' });
  let terminated: Promise<unknown> | undefined;
  let left: number | undefined;
  await serve(
    (_req, res) => {
      const before = res.listenerCount('close');
      const owner = Owner.from(res);
      registry.register('request', 1, { owner });
      terminated = new Promise((resolve) => owner.onTerminate(resolve)).then(() => {
        left = res.listenerCount('close') - before;
      });
      expect(owner.alive).toBe(true);
      res.end('done');
    },
    async (port) => {
      const req = request({ port }).end();
      const [res] = (await once(req, 'response')) as [IncomingMessage];
      res.resume();
      await once(res, 'end');
      await terminated;
    },
  );
  expect(registry.size).toBe(0);
  expect(left).toBeLessThanOrEqual(0);
});

it('an owner from a response ends when the client goes away', async () => {
  const registry = new Registry({ keys: 'unique' });
  let terminated: Promise<unknown> | undefined;
  await serve(
    (_req, res) => {
      const owner = Owner.from(res);
      registry.register('request', 1, { owner });
      terminated = new Promise((resolve) => owner.onTerminate(resolve));
      res.write('for ever');
    },
    async (port) => {
      const req = request({ port }).end();
      await once(req, 'response');
      req.destroy();
      expect(await terminated).toBe('close');
    },
  );
  expect(registry.size).toBe(0);
});

it('an owner from a response that was sent before is terminated', async () => {
  let owner: Owner | undefined;
  await serve(
    (_req, res) => {
      res.end('done');
      res.once('close', () => (owner = Owner.from(res)));
    },
    async (port) => {
      const req = request({ port }).end();
      const [res] = (await once(req, 'response')) as [IncomingMessage];
      res.resume();
      await once(res, 'close');
      while (owner === undefined) await new Promise((resolve) => setImmediate(resolve));
    },
  );
  expect(owner?.alive).toBe(false);
});

it('an owner from a socket lives until it closes', async () => {
  const registry = new Registry({ keys: 'unique' });
  const server = createTcpServer().listen(0);
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const client = connect((server.address() as AddressInfo).port);
  const [socket] = await accepted;
  const owner = Owner.from(socket);
  registry.register('connection', 1, { owner });
  const ended = new Promise((resolve) => owner.onTerminate(resolve));
  client.destroy();
  socket.resume();
  await ended;
  expect(registry.size).toBe(0);
  expect(Owner.from(socket).alive).toBe(false);
  await new Promise((resolve) => server.close(resolve));
});

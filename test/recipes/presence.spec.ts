import { once } from 'node:events';
import type { INestApplication } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { EventSource } from 'eventsource';
import { getRegistryToken, Owner, Registry, RegistryModule } from 'nestjs-registry';
import { firstValueFrom, Subject, take, toArray } from 'rxjs';
import { WebSocket } from 'ws';
import { PLATFORMS, startServer, type Platform } from '../support/start-server.js';
import { RoomsGateway } from './rooms.gateway.js';
import { Rooms, RoomsController, type RoomNews } from './rooms.js';

const clients = new Set<{ close(): void }>();

afterEach(() => {
  for (const client of clients) client.close();
  clients.clear();
});

async function startOn(platform: Platform) {
  const app = await startServer(
    platform,
    {
      imports: [RegistryModule.forRoot({ name: 'rooms', keys: 'duplicate' })],
      controllers: [RoomsController],
      providers: [Rooms, RoomsGateway],
    },
    (starting) => starting.useWebSocketAdapter(new WsAdapter(starting)),
  );
  return { app, rooms: app.get(Rooms), registry: app.get<Registry>(getRegistryToken('rooms')) };
}

/** What `client` is told from now on, one by one. */
function inbox(listen: (tell: (text: unknown) => void) => void): () => Promise<RoomNews> {
  const waiting: RoomNews[] = [];
  const arrived = new Subject<void>();
  listen((text) => {
    waiting.push(JSON.parse(String(text)) as RoomNews);
    arrived.next();
  });
  return async () => {
    if (waiting.length === 0) await firstValueFrom(arrived);
    return waiting.shift()!;
  };
}

async function connect(app: INestApplication) {
  const socket = new WebSocket(`${(await app.getUrl()).replace('http', 'ws')}/rooms`);
  clients.add(socket);
  await once(socket, 'open');
  const next = inbox((tell) =>
    socket.on('message', (text) => {
      tell(JSON.stringify((JSON.parse((text as Buffer).toString()) as { data: unknown }).data));
    }),
  );
  const join = (room: string, user: string) => {
    socket.send(JSON.stringify({ event: 'join', data: { room, user } }));
  };
  return { socket, next, join };
}

async function watch(app: INestApplication, room: string) {
  const source = new EventSource(`${await app.getUrl()}/rooms/${room}/presence`);
  clients.add(source);
  const next = inbox((tell) => {
    source.onmessage = ({ data }) => tell(data);
  });
  return { source, next };
}

const ann = (...devices: string[]) => ({ id: 'ann', devices });
const bob = (...devices: string[]) => ({ id: 'bob', devices });

describe.each(PLATFORMS)('on %s', (platform) => {
  const start = () => startOn(platform);

  it('a browser is told by SSE first who is there, then who comes over a WebSocket and goes', async () => {
    const { app, rooms } = await start();
    rooms.join('lobby', { user: 'ann', device: 'phone' }, new Owner());
    const { next } = await watch(app, 'lobby');
    expect(await next()).toEqual({ leaves: [], joins: [ann('phone')] });

    const client = await connect(app);
    client.join('lobby', 'bob');
    expect(await next()).toEqual({ leaves: [], joins: [bob('browser')] });
    client.socket.terminate();
    expect(await next()).toEqual({ leaves: ['bob'], joins: [] });
  });

  it('a user stays while one of two connections does', async () => {
    const { app } = await start();
    const [first, second] = [await connect(app), await connect(app)];
    first.join('lobby', 'ann');
    expect(await first.next()).toEqual({ leaves: [], joins: [ann('browser')] });
    second.join('lobby', 'ann');
    expect(await second.next()).toEqual({ leaves: [], joins: [ann('browser', 'browser')] });
    expect(await first.next()).toEqual({ leaves: ['ann'], joins: [ann('browser', 'browser')] });
    second.socket.close();
    expect(await first.next()).toEqual({ leaves: ['ann'], joins: [ann('browser')] });
  });

  it('a connection that closes leaves all of its rooms, and joining one twice is joining it once', async () => {
    const { app, registry } = await start();
    const client = await connect(app);
    for (const room of ['lobby', 'kitchen', 'lobby', 'cellar']) {
      client.join(room, 'ann');
    }
    await registry.whenRegistered(['room', 'cellar']);
    expect(registry.size).toBe(3);

    const left = firstValueFrom(
      registry.changes({ type: 'unregistered' }).pipe(take(3), toArray()),
    );
    client.socket.close();
    expect((await left).map(({ entry }) => entry.key)).toEqual([
      ['room', 'lobby'],
      ['room', 'kitchen'],
      ['room', 'cellar'],
    ]);
    expect(registry.size).toBe(0);
  });

  it('who leaves a room stays in the others', async () => {
    const { rooms, registry } = await start();
    const owner = new Owner();
    for (const room of ['lobby', 'kitchen']) rooms.join(room, { user: 'ann', device: 'tv' }, owner);
    rooms.leave('lobby', owner);
    expect(registry.keys(owner)).toEqual([['room', 'kitchen']]);
  });

  it('every client that comes at any time knows the same in the end', async () => {
    const { app, rooms } = await start();
    const owners = Array.from({ length: 30 }, () => new Owner());
    const watchers: Awaited<ReturnType<typeof watch>>[] = [];
    for (const [i, owner] of owners.entries()) {
      rooms.join('lobby', { user: `user ${i % 10}`, device: `${i}` }, owner);
      if (i % 3 === 0) owners[i - 1]?.terminate();
      if (i % 10 === 0) watchers.push(await watch(app, 'lobby'));
    }
    rooms.join('lobby', { user: 'the last', device: '' }, new Owner());

    const known = await Promise.all(
      watchers.map(async ({ next }) => {
        const online = new Map<string, readonly string[]>();
        while (!online.has('the last')) {
          const { leaves, joins } = await next();
          for (const id of leaves) online.delete(id);
          for (const { id, devices } of joins) online.set(id, devices);
        }
        return online;
      }),
    );
    const { joins } = await firstValueFrom(rooms.presence('lobby'));
    expect(joins).toHaveLength(11);
    for (const online of known) {
      expect(online).toEqual(new Map(joins.map(({ id, devices }) => [id, devices])));
    }
  });

  it('the application closes while a stream and a socket are open', async () => {
    const { app, registry } = await start();
    const { socket, join, next } = await connect(app);
    join('lobby', 'ann');
    await next();
    const { next: nextOfStream } = await watch(app, 'lobby');
    await nextOfStream();
    const closed = once(socket, 'close');
    await app.close();
    await closed;
    expect(registry.size).toBe(0);
  });
});

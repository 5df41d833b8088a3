// nestjs/nest#682, #445; websockets/ws#1308: everybody writes Map<userId, Set<socket>> by hand, and forgets one of the ways in which
// a socket goes away.
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { Owner, Registry } from 'nestjs-registry';

it("a socket's entries are gone with the socket, however it ends", async () => {
  const sockets = new Registry<{ value: Socket }>({ name: 'sockets', keys: 'duplicate' });
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    sockets.register(['user', 7], socket, { owner: Owner.from(socket) });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const open = async (): Promise<Socket> => {
    const registered = sockets.changes({ type: 'registered' });
    const client = connect(port, '127.0.0.1').on('error', () => undefined);
    await new Promise<void>((resolve) => {
      const subscription = registered.subscribe(() => {
        resolve();
        queueMicrotask(() => subscription.unsubscribe());
      });
    });
    return client;
  };
  const left = (): Promise<void> =>
    new Promise((resolve) => {
      const subscription = sockets.changes({ type: 'unregistered' }).subscribe(() => {
        resolve();
        queueMicrotask(() => subscription.unsubscribe());
      });
    });
  const [polite, rude] = [await open(), await open()];
  expect(sockets.lookup(['user', 7])).toHaveLength(2);

  const first = left();
  polite.end();
  await first;
  expect(sockets.lookup(['user', 7])).toHaveLength(1);

  const second = left();
  rude.resetAndDestroy();
  await second;
  expect(sockets.size).toBe(0);
  server.close();
});

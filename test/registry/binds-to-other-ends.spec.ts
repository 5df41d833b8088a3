import { EventEmitter } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Owner } from 'nestjs-registry';
import { caught } from '../support/caught.js';

/** What a socket of socket.io looks like to an owner: it emits `disconnect`, and never `close`. */
class SocketIoSocket extends EventEmitter {
  disconnected = false;
}

it('ends with the disconnect of a socket of socket.io', () => {
  const socket = new SocketIoSocket();
  const owner = Owner.from(socket);
  expect(owner.alive).toBe(true);
  socket.emit('disconnect', 'transport close');
  expect(owner.alive).toBe(false);
  expect(socket.listenerCount('disconnect')).toBe(0);
});

it('is terminated at once when such a socket is disconnected', () => {
  const socket = new SocketIoSocket();
  socket.disconnected = true;
  expect(Owner.from(socket).alive).toBe(false);
});

it('ends with the event that is named', async () => {
  const worker = new Worker('', { eval: true });
  const owner = Owner.from(worker, { event: 'exit' });
  const ended = new Promise((resolve) => owner.onTerminate(resolve));
  expect(await ended).toBe('exit');
  expect(worker.listenerCount('exit')).toBe(0);
});

it('has the name of the event as reason, where it is not the abort of a signal', () => {
  const emitter = new EventEmitter();
  const byEmitter = Owner.from(emitter, { event: 'abort' });
  emitter.emit('abort', 'something else');
  const controller = new AbortController();
  const bySignal = Owner.from(controller.signal, { event: 'other' });
  controller.signal.dispatchEvent(new Event('other'));
  const reasons: unknown[] = [];
  for (const owner of [byEmitter, bySignal]) owner.onTerminate((reason) => reasons.push(reason));
  expect(reasons).toEqual(['abort', 'other']);
});

it('ends with the close of an emitter that says whether it was aborted, as a request of Node does', () => {
  const request = Object.assign(new EventEmitter(), { aborted: false });
  const owner = Owner.from(request);
  request.emit('close');
  expect([owner.alive, owner.reason]).toEqual([false, 'close']);
});

it.each([undefined, null, 'close', 1, {}, Object.assign(() => 1, { once: () => 1, off: () => 1 })])(
  'refuses %p as a source',
  (source) => {
    const { code, message } = caught(() => Owner.from(source as unknown as EventEmitter));
    expect(code).toBe('INVALID_ARGUMENT');
    expect(message).toContain('Owner.from(source)');
  },
);

it('refuses an event that is no name', () => {
  const bind = (): unknown => Owner.from(new EventEmitter(), { event: '' });
  expect(bind).toThrow('expected event to be a non-empty string');
});

// nestjs/nest#5062, #6671; golevelup/nestjs#151: handlers exist only as decorators; at run time one has to use the driver, and
// to remember to unsubscribe.
import { Owner, Registry } from 'nestjs-registry';

it('subscribes and unsubscribes at run time, bound to whatever lives as long', () => {
  const events = new Registry({ name: 'events', keys: 'duplicate' });
  const heard: unknown[] = [];
  const session = new Owner('session');
  events.subscribe('news', (message) => heard.push(message), { owner: session });
  const byHand = events.subscribe('news', (message) => heard.push(message));

  expect(events.emit('news', 1)).toBe(2);
  session.terminate();
  expect(events.emit('news', 2)).toBe(1);
  byHand.unsubscribe();
  expect(events.emit('news', 3)).toBe(0);
  expect(heard).toEqual([1, 1, 2]);
  expect(events.size).toBe(0);
});

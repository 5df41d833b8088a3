/** What does a message cost that arrives through `messages(topic)`, beside an RxJS `Subject`? No operators stand between. */
import assert from 'node:assert/strict';
import { do_not_optimize } from 'mitata';
import { Registry } from 'nestjs-registry';
import { Subject } from 'rxjs';
import { counted, Question } from './compare.mjs';
import { Tally } from './emitters.mjs';

const question = new Question('messages', 'What does a message cost its observers?');
const TOPIC = 'order:created';
const message = { amount: 1 };

for (const count of [1, 10, 100]) {
  const [ours, plain, theirs] = [new Tally(), new Tally(), new Tally()];
  const observed = new Registry({ name: 'observed', keys: 'duplicate' });
  for (const handler of ours.handlers(count)) observed.messages(TOPIC).subscribe(handler);
  const subscribed = new Registry({ name: 'subscribed', keys: 'duplicate' });
  for (const handler of plain.handlers(count)) subscribed.subscribe(TOPIC, handler);
  /** @type {Subject<typeof message>} */
  const subject = new Subject();
  for (const handler of theirs.handlers(count)) subject.subscribe(handler);

  await question.compare(
    counted(count, 'observer'),
    {
      'registry.messages': () => do_not_optimize(observed.emit(TOPIC, message)),
      'RxJS Subject': () => do_not_optimize(subject.next(message)),
      'registry.subscribe': () => do_not_optimize(subscribed.emit(TOPIC, message)),
    },
    { goals: count === 10 ? { 'RxJS Subject': 1.2 } : {} },
  );
  for (const { received } of [ours, plain, theirs]) {
    assert(received > 0 && received % count === 0, 'every observer is told every time');
  }
}

const idle = new Registry({ name: 'idle', keys: 'duplicate' });
const alone = new Subject();
await question.compare('to observe and to leave', {
  'registry.messages': () =>
    idle
      .messages(TOPIC)
      .subscribe(() => undefined)
      .unsubscribe(),
  'RxJS Subject': () => alone.subscribe(() => undefined).unsubscribe(),
});
question.save();

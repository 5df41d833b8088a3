/** Do pattern subscriptions slow down topics that they do not match? And how are they found? */
import { do_not_optimize } from 'mitata';
import { pattern, Registry } from 'nestjs-registry';
import { LEVEL, Question } from './compare.mjs';

const question = new Question(
  'patterns',
  'Do pattern subscriptions slow down topics that they do not match?',
);

/** @param {number} patterns */
function registryWith(patterns) {
  const registry = new Registry({ name: 'bench', keys: 'duplicate' });
  for (const topic of ['order:created', ['order', 7, 'created']])
    for (let at = 0; at < 10; at++) registry.subscribe(topic, () => at);
  for (let at = 0; at < patterns; at++) registry.subscribe(pattern(`user:${at}:*`), () => at);
  return registry;
}

const [none, many] = [registryWith(0), registryWith(10_000)];

for (const topic of ['order:created', ['order', 7, 'created']]) {
  await question.compare(
    `emit to 10 handlers of ${JSON.stringify(topic)}`,
    {
      '10,000 patterns that do not match': () => do_not_optimize(many.emit(topic, 1)),
      'no patterns': () => do_not_optimize(none.emit(topic, 1)),
    },
    { goals: { 'no patterns': LEVEL } },
  );
}

const alone = registryWith(1);
let turn = 0;
await question.compare('emit to the one handler of a pattern that matches', {
  '1 pattern, one topic': () => do_not_optimize(alone.emit('user:0:saved', 1)),
  '10,000 patterns, one topic': () => do_not_optimize(many.emit('user:0:saved', 1)),
  '10,000 patterns, 1,000 topics': () =>
    do_not_optimize(many.emit(`user:${turn++ % 1_000}:saved`, 1)),
  '10,000 patterns, 10,000 topics': () =>
    do_not_optimize(many.emit(`user:${turn++ % 10_000}:saved`, 1)),
});
question.save();

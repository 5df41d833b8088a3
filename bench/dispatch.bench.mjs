/** What does `dispatch` cost beside `emit`, when nobody looks at the outcome? */
import { do_not_optimize } from 'mitata';
import { Registry } from 'nestjs-registry';
import { counted, names, Question } from './compare.mjs';
import { rotation, Tally } from './emitters.mjs';

const question = new Question(
  'dispatch',
  'What does the outcome that `dispatch` tells cost where nobody asks for it?',
);
const message = { amount: 1 };

for (const topics of [1, 1_000]) {
  for (const count of [1, 10, 100]) {
    const keys = names(topics);
    const next = rotation(keys);
    const tally = new Tally();
    const registry = new Registry({ name: 'bench', keys: 'duplicate' });
    for (const topic of keys)
      for (const handler of tally.handlers(count)) registry.subscribe(topic, handler);
    await question.compare(
      `${counted(count, 'handler')}, ${counted(topics, 'topic')}`,
      {
        'registry.dispatch': () => do_not_optimize(registry.dispatch(next(), message)),
        'registry.emit': () => do_not_optimize(registry.emit(next(), message)),
      },
      { goals: count !== 10 ? {} : { 'registry.emit': 0.7 } },
    );
  }
}
question.save();

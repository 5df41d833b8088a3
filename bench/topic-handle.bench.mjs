/** What does a handle of a topic save, beside looking the key up for each message? */
import { do_not_optimize } from 'mitata';
import { Registry } from 'nestjs-registry';
import { counted, LEVEL, names, Question } from './compare.mjs';
import { byHand, rotation, Tally } from './emitters.mjs';

const question = new Question(
  'topic-handle',
  'What does it cost to publish through a handle, `registry.topic(key)`, that looked the key up once?',
);
const message = { amount: 1 };

for (const topics of [1, 1_000]) {
  for (const count of [1, 10]) {
    const strings = names(topics);
    const arrays = strings.map((_, at) => /** @type {const} */ (['user', at]));
    const tally = new Tally();
    const registry = new Registry({ name: 'bench', keys: 'duplicate' });
    for (const topic of [...strings, ...arrays])
      for (const handler of tally.handlers(count)) registry.subscribe(topic, handler);
    const { emit, on } = byHand();
    for (const topic of strings) for (const handler of tally.handlers(count)) on(topic, handler);

    const nextHandle = rotation(strings.map((topic) => registry.topic(topic)));
    const nextOfArray = rotation(arrays.map((topic) => registry.topic(topic)));
    const [nextString, nextArray] = [rotation(strings), rotation(arrays)];
    await question.compare(
      `${counted(count, 'handler')}, ${counted(topics, 'topic')}`,
      {
        'topic.emit': () => do_not_optimize(nextHandle().emit(message)),
        'Map and arrays by hand': () => do_not_optimize(emit(nextString(), message)),
        'registry.emit': () => do_not_optimize(registry.emit(nextString(), message)),
        "topic.emit, ['user', n]": () => do_not_optimize(nextOfArray().emit(message)),
        "registry.emit, ['user', n]": () => do_not_optimize(registry.emit(nextArray(), message)),
      },
      // At 10 handlers what a lookup costs is a small part of the whole.
      { goals: { 'Map and arrays by hand': count === 1 ? 1 : 0.85, 'registry.emit': LEVEL } },
    );
  }
}
question.save();

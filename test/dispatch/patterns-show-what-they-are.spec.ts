import { _, pattern, rest, type MatchSpecError } from 'nestjs-registry';
import { caught } from '../support/caught.js';

it('a pattern of a structure shows that it is one', () => {
  expect(String(pattern(['room', _]))).toBe('pattern(…)');
});

it('a pattern cannot be changed', () => {
  for (const made of [pattern('room:*'), pattern(['room', _])]) {
    expect(Object.isFrozen(made)).toBe(true);
    expect(Reflect.set(made, 'source', 'other')).toBe(false);
  }
});

it('the error of a malformed structure says where in it the fault is', () => {
  const { path } = caught<MatchSpecError>(() => pattern(['room', [rest(_), 1]]));
  expect(path).toBe('pattern(source)[1][0]');
});

it('the error of a wrong option says that it is one of pattern', () => {
  const { message } = caught(() => pattern('room', { separator: '' }));
  expect(message).toMatch(/^pattern\(options\): expected separator to be a non-empty string/);
});

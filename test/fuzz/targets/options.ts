/* Options are taken or refused as the documentation says, by an error that names the option; nothing else is thrown. */
import fc from 'fast-check';
import {
  InvalidOptionError,
  NotUniqueError,
  Owner,
  OwnerTerminatedError,
  Registry,
} from 'nestjs-registry';
import { TAKERS, type Given, type Taker } from '../arbitraries/option-takers.js';
import { dressOptions, OPTION_VALUES, type Dress } from '../arbitraries/option-values.js';
import { plain, some } from '../arbitraries/plain.js';
import { fault, outcomeOf, Planted } from '../harness/failures.js';
import { target as made } from '../harness/target.js';

const NO_OPTIONS = [
  'null',
  '1',
  "'a'",
  '[]',
  'function',
  'revoked object',
  'revoked array',
  'throwing proxy',
];
const UNKNOWN = ['expires', '__proto__', 'constructor', 'toString', 'then', '0', 'long'];
const GOOD: Readonly<Record<string, readonly string[]>> = {
  keys: ["'unique'", "'duplicate'"],
  registry: ['unique registry', 'duplicate registry', "'a'"],
  key: ['function'],
  create: ['class', 'function'],
};

const values = Object.keys(OPTION_VALUES);
const cases = fc.constantFrom(...Object.keys(TAKERS)).chain((taker) => {
  const { rules, needs = [] } = TAKERS[taker]!;
  const good = (name: string) =>
    values.filter((value) => value !== 'undefined' && rules[name]!(OPTION_VALUES[value]!()));
  const option = fc
    .constantFrom(...Object.keys(rules))
    .chain((name) =>
      fc.tuple(
        fc.constant(name),
        some([3, fc.constantFrom('undefined', ...good(name))], [1, fc.constantFrom(...values)]),
      ),
    );
  const given = fc.uniqueArray(
    some([30, option], [1, fc.tuple(fc.constantFrom(...UNKNOWN), fc.constantFrom(...values))]),
    { maxLength: 5, selector: ([name]) => name },
  );
  const needed = fc.tuple(
    ...needs.map((name) => fc.tuple(fc.constant(name), fc.constantFrom(...(GOOD[name] ?? values)))),
  );
  return plain({
    taker: fc.constant(taker),
    needed: some([8, needed], [1, fc.constant([])]),
    given,
    dress: some<readonly [number, fc.Arbitrary<Dress>]>(
      [4, fc.constant('plain')],
      [3, fc.constantFrom('frozen', 'bare', 'inherited', 'proxy', 'getters')],
    ),
    instead: fc.option(fc.constantFrom(...NO_OPTIONS), { nil: undefined, freq: 20 }),
  });
});
type Case = typeof cases extends fc.Arbitrary<infer C> ? C : never;

function optionsOf({ taker, needed, given, dress, instead }: Case): unknown {
  if (instead !== undefined) return OPTION_VALUES[instead]!();
  const fields = new Map<string, unknown>();
  const isOfModule = taker === 'RegistryModule.forRoot';
  for (const [name, value] of [...needed, ...given])
    // Nest assigns what it copies, and so loses this one.
    if (name !== '__proto__' || !isOfModule)
      fields.set(name === 'long' ? ' '.repeat(500_000) : name, OPTION_VALUES[value]!());
  // Nor is what is inherited copied.
  const isCopied = isOfModule || taker.startsWith('a factory');
  return dressOptions([...fields], isCopied && dress === 'inherited' ? 'plain' : dress);
}

/** The names of the options that are wrong. */
function wrongIn(options: unknown, { rules, needs = [], clash }: Taker): string[] {
  const given = options as Given;
  const wrong: string[] = [];
  for (const name in given) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined || (given[name] !== undefined && !rule(given[name]))) wrong.push(name);
  }
  wrong.push(...needs.filter((name) => given[name] === undefined));
  const clashing = clash?.(given);
  return clashing === undefined ? wrong : [...wrong, clashing];
}

export const target = made({
  cases,
  quick: 150,
  async run(each) {
    const taker = TAKERS[each.taker]!;
    const options = optionsOf(each);
    const { error } = await outcomeOf(() => taker.take(options as never) as Promise<unknown>);
    if (each.instead !== undefined) {
      // A function is a filter of changes, and an array a list of options.
      const means = each.taker === 'changes' ? 'function' : '[]';
      const isTaken =
        each.instead === means && (means === 'function' || each.taker.endsWith('forRoot'));
      if (!(error instanceof InvalidOptionError) && !isTaken) fault('not refused', error);
      return;
    }
    const wrong = wrongIn(options, taker);
    if (wrong.length === 0 && error === undefined) return;
    if (error instanceof InvalidOptionError && isNamed(error.option, wrong)) return;
    if (wrong.length === 0 && isRefusedRightly(error, options as Given)) return;
    fault('taken or refused wrongly', { wrong, error });
  },
});

/** Parts of an option are named by themselves, and so is an object that cannot be read. */
function isNamed(option: string, wrong: readonly string[]): boolean {
  return (
    wrong.includes(option) ||
    (wrong.includes('backoff') && ['initial', 'max', 'first', 'options'].includes(option))
  );
}

/** Right options may still ask for what cannot be. */
function isRefusedRightly(error: unknown, options: Given): boolean {
  const { signal, owner, registry } = options;
  if (error instanceof Planted) return signal instanceof AbortSignal && signal.aborted;
  if (error instanceof OwnerTerminatedError) return owner instanceof Owner && !owner.alive;
  if (error instanceof NotUniqueError)
    return registry instanceof Registry && registry.keysMode === 'duplicate';
  // The text that is decoded here is none.
  return error instanceof Error && error.constructor.name === 'InvalidTermError';
}

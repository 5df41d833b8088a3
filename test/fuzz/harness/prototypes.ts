import * as library from 'nestjs-registry';
import { Observable, Subject, Subscriber } from 'rxjs';
import { fault } from './failures.js';

type Descriptors = [name: PropertyKey, descriptor: PropertyDescriptor][];

/** What everybody shares, and nobody may change. */
function shared(): object[] {
  const builtins = Object.getOwnPropertyNames(globalThis)
    .filter((name) => name !== 'console')
    .map((name) => Object.getOwnPropertyDescriptor(globalThis, name)?.value as unknown)
    .filter(isHolder);
  const iterators = [[], new Set(), new Map(), ''].map((iterable) =>
    Object.getPrototypeOf(iterable[Symbol.iterator]()),
  );
  const functions = [
    async () => undefined,
    function* () {
      yield 1;
    },
  ];
  const classes = [
    ...Object.values<unknown>(library).filter(isHolder),
    Observable,
    Subject,
    Subscriber,
  ];
  return [
    ...[...builtins, ...classes].flatMap((holder) => [holder, prototypeOf(holder)]),
    ...iterators,
    ...functions.map((made) => Object.getPrototypeOf(made) as unknown),
  ].filter(isHolder);
}

function isHolder(value: unknown): value is object {
  return (
    value !== globalThis &&
    ((typeof value === 'object' && value !== null) || typeof value === 'function')
  );
}

function prototypeOf(holder: object): unknown {
  return (holder as { readonly prototype?: unknown }).prototype;
}

function descriptorsOf(holder: object): Descriptors {
  return Reflect.ownKeys(holder).map((name) => [
    name,
    Object.getOwnPropertyDescriptor(holder, name)!,
  ]);
}

const before = new Map([...new Set(shared())].map((holder) => [holder, descriptorsOf(holder)]));

/** Those at which pollution is aimed; the others take too long to be looked at after each case. */
const TARGETS_OF_POLLUTION: readonly object[] = [
  Object.prototype,
  Array.prototype,
  Function.prototype,
  String.prototype,
  Map.prototype,
  Set.prototype,
  Date.prototype,
  Promise.prototype,
];

/** Throws when a prototype, a class or a namespace has other properties than at the start. */
export function checkPrototypes(which: 'all' | 'first' = 'all'): void {
  for (const holder of which === 'all' ? before.keys() : TARGETS_OF_POLLUTION) check(holder);
}

function check(holder: object): void {
  const descriptors = before.get(holder)!;
  if (Reflect.ownKeys(holder).length !== descriptors.length) polluted(holder);
  for (const [name, before] of descriptors) {
    const now = Object.getOwnPropertyDescriptor(holder, name);
    if (!isSame(now, before) && !isVolatile(name)) polluted(holder, name);
  }
}

function isSame(a: PropertyDescriptor | undefined, b: PropertyDescriptor): boolean {
  return ['get', 'set', 'value'].every((part) =>
    Object.is(a && Reflect.get(a, part), Reflect.get(b, part)),
  );
}

/** What the engine itself writes. */
function isVolatile(name: PropertyKey): boolean {
  return name === 'stackTraceLimit' || /^(\$[1-9_&+`']|input|last|left|right)/.test(String(name));
}

function polluted(holder: object, name?: PropertyKey): never {
  const known = before.get(holder)!.map(([known]) => known);
  const added = Reflect.ownKeys(holder).filter((key) => !known.includes(key));
  const called =
    typeof holder === 'function' ? holder.name : Object.prototype.toString.call(holder);
  fault(`${called} was polluted`, { changed: name, added });
}

import { createHash } from 'node:crypto';
import { types } from 'node:util';
import type { KeyPlan } from '../arbitraries/key-plans.js';
import { SAME_OBJECTS, SAME_SYMBOLS } from '../arbitraries/make-key.js';

/** Keys of one meaning are one key. Some are refused; of what is hostile nothing is known beforehand. */
export type Meaning = { readonly text: string } | 'refused' | 'unknown';

const MAX_DEPTH = 64;
const MAX_SIZE = 10_000;

/** What a key means, from its plan: written down as text, part by part. */
export function meaningOf(plan: KeyPlan): Meaning {
  const parts = { left: MAX_SIZE, unknown: false, refused: false };
  const text = write(plan, 0, parts);
  if (parts.unknown) return 'unknown';
  const isUndefined = plan.is === 'atom' && plan.atom === undefined;
  return parts.refused || isUndefined ? 'refused' : { text };
}

interface Parts {
  left: number;
  unknown: boolean;
  refused: boolean;
}

function write(plan: KeyPlan, depth: number, parts: Parts): string {
  if (--parts.left < 0 || depth > MAX_DEPTH) return refuse(parts);
  switch (plan.is) {
    case 'text':
      return quoted(plan.text.repeat(plan.times));
    case 'number':
      return number(plan.number);
    case 'bigint':
      return `${(plan.low << BigInt(plan.shift)).toString(32)}n`;
    case 'atom':
      return String(plan.atom);
    case 'symbol':
      return `symbol ${plan.which}`;
    case 'identity':
      return `identity ${plan.which}`;
    case 'date':
      return `date ${plan.time}`;
    case 'array':
      return `[${plan.items.map((item) => write(item, depth + 1, parts)).join()}]`;
    case 'record': {
      const then = plan.fields.find(([name]) => name === 'then')?.[1];
      // Named functions among them: a record with one is a promise.
      if (then?.is === 'identity' && typeof SAME_OBJECTS[then.which] === 'function')
        parts.refused = true;
      return record(plan.fields.map(([name, field]) => [name, write(field, depth + 1, parts)]));
    }
    case 'deep': {
      if (plan.size + depth > MAX_DEPTH) parts.refused = true;
      // What a promise, a cycle or the like is, is refused at any depth.
      const inner = write(plan.inner, Math.min(MAX_DEPTH, depth + plan.size), parts);
      parts.left -= plan.size - 1;
      if (parts.left < 0 || parts.refused) return refuse(parts);
      return `${'['.repeat(plan.size)}${inner}${']'.repeat(plan.size)}`;
    }
    case 'wide': {
      const before = parts.left;
      const inner = write(plan.inner, depth + 1, parts);
      parts.left -= (before - parts.left) * (plan.size - 1);
      if (parts.left < 0 || parts.refused) return refuse(parts);
      return `[${Array.from({ length: plan.size }, () => inner).join()}]`;
    }
    case 'bad':
      return refuse(parts);
    case 'hostile':
      parts.unknown = true;
      return '';
  }
}

/** Of long texts a digest, since they may come up very often. */
function quoted(text: string): string {
  if (text.length < 200) return JSON.stringify(text);
  let digest = digests.get(text);
  if (digest === undefined) {
    digest = createHash('sha1').update(text, 'utf16le').digest('hex');
    digests.set(text, digest);
  }
  return digest;
}

const digests = new Map<string, string>();

function refuse(parts: Parts): string {
  parts.refused = true;
  return '';
}

function number(value: number): string {
  return Object.is(value, -0) ? '0' : String(value);
}

function record(fields: readonly (readonly [string, string])[]): string {
  const written = fields.map(([name, field]) => `${quoted(name)}:${field}`);
  return `{${written.sort().join()}}`;
}

/** The same text from a captured key, all of which is frozen. */
export function meaningOfCaptured(key: unknown): string {
  return textOf(key, true);
}

/** The same text from a value. */
export function meaningOfValue(value: unknown): string {
  return textOf(value, false);
}

function textOf(key: unknown, frozen: boolean): string {
  switch (typeof key) {
    case 'string':
      return quoted(key);
    case 'number':
      return number(key);
    case 'bigint':
      return `${key.toString(32)}n`;
    case 'symbol':
      return `symbol ${SAME_SYMBOLS.indexOf(key)}`;
    case 'function':
      return identity(key);
    case 'object':
      if (key === null) return 'null';
      if (SAME_OBJECTS.includes(key)) return identity(key);
      if (types.isDate(key)) return `date ${key.getTime()}`;
      if (frozen && !Object.isFrozen(key))
        throw new Error('A part of a captured key is not frozen.');
      if (Array.isArray(key)) return `[${Array.from(key, (part) => textOf(part, frozen)).join()}]`;
      return record(Object.entries(key).map(([name, field]) => [name, textOf(field, frozen)]));
    default:
      return String(key);
  }
}

/** What hostile keys bring along of their own. */
const others = new WeakMap<object, number>();
let seen = SAME_OBJECTS.length;

function identity(key: object): string {
  const place = SAME_OBJECTS.indexOf(key);
  if (place >= 0) return `identity ${place}`;
  if (!others.has(key)) others.set(key, seen++);
  return `identity ${others.get(key)}`;
}

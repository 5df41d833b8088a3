import type { Key } from 'nestjs-registry';
import type { Random } from '../../random.js';

/** So few that many want the same. */
const WANTED = 40;

let fresh = 0;

/** A key that others want as well, or now and then one that was never used before. */
export function aKey(random: Random): Key {
  return random.chance(0.05) ? ['fresh', ++fresh] : theKey(random.below(WANTED));
}

/** The keys of all shapes; each number has one. */
function theKey(n: number): Key {
  switch (n % 8) {
    case 0:
      return `room:${n}`;
    case 1:
      return ['user', n];
    case 2:
      return n;
    case 3:
      return { floor: n, room: ['a', { b: n }] };
    case 4:
      return new Date(n);
    case 5:
      return BigInt(n);
    case 6:
      return ['user', n, { device: 'phone' }];
    default:
      return n + 0.5;
  }
}

/** Keys with one content, and only these, have one spelling. */
export function spell(key: Key): string {
  if (typeof key === 'bigint') return `${key}n`;
  if (key instanceof Date) return `date ${key.getTime()}`;
  if (Array.isArray(key)) return `[${(key as readonly Key[]).map(spell).join()}]`;
  if (typeof key === 'object' && key !== null) {
    const fields = Object.entries(key as Readonly<Record<string, Key>>);
    return `{${fields.map(([name, value]) => `${name}:${spell(value)}`).join()}}`;
  }
  return typeof key === 'string' ? JSON.stringify(key) : String(key);
}

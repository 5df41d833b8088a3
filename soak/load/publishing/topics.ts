import { _, pattern, type Key, type Pattern } from 'nestjs-registry';
import type { Random } from '../../random.js';

/** What somebody may subscribe to, and which of the topics are meant by it. */
export interface Place {
  readonly where: Key | Pattern;
  readonly topics: ReadonlySet<number>;
}

const ORDERS = 12;
const USERS = 12;

/** The topics to publish to, known by their numbers. */
export const TOPICS: readonly Key[] = [
  ...Array.from({ length: ORDERS }, (_, n) => `order:${n}:created`),
  ...Array.from({ length: USERS }, (_, n) => ['user', n, 'notified']),
];

const orders = new Set(Array.from({ length: ORDERS }, (_, n) => n));
const users = new Set(Array.from({ length: USERS }, (_, n) => ORDERS + n));

const PATTERNS: readonly Place[] = [
  { where: pattern('order:*:created'), topics: orders },
  { where: pattern('order:**'), topics: orders },
  { where: pattern('order:3:*'), topics: new Set([3]) },
  { where: pattern(['user', _, 'notified']), topics: users },
  { where: pattern(['user', 5, _]), topics: new Set([ORDERS + 5]) },
];

/** Mostly one topic, sometimes a pattern. */
export function aPlace(random: Random): Place {
  if (random.chance(0.1)) return random.pick(PATTERNS);
  const topic = random.below(TOPICS.length);
  return { where: TOPICS[topic]!, topics: new Set([topic]) };
}

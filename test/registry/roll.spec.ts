import fc from 'fast-check';
import { Roll } from '../../lib/registry/roll.js';
import type { Slot } from '../../lib/registry/slot.js';
import { countOperations } from '../support/count-operations.js';
import { growth } from '../support/heap.js';

/** All that a roll looks at. */
const slotOf = (sequence: number): Slot => ({ sequence }) as Slot;

const sequencesIn = (roll: Roll): number[] =>
  [...roll.chunks()].flatMap((slots) => slots.flatMap((slot) => slot?.sequence ?? []));

/** So many are added, then all leave but those whose sequence is a multiple of `keep`. */
const comeAndGo = (roll: Roll, from: number, count: number, keep: number): void => {
  const slots = Array.from({ length: count }, (_, i) => slotOf(from + i));
  for (const slot of slots) roll.add(slot);
  for (const slot of slots) if (slot.sequence % keep !== 0) roll.remove(slot);
};

it('has those that were added and not removed, in order, whoever leaves', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ adds: fc.nat(1_500), leaveOf: fc.nat(9), seed: fc.nat() }), {
        maxLength: 8,
      }),
      (rounds) => {
        const roll = new Roll();
        let present: Slot[] = [];
        let next = 0;
        for (const { adds, leaveOf, seed } of rounds) {
          for (let i = 0; i < adds; i++) {
            const slot = slotOf(next++);
            roll.add(slot);
            present.push(slot);
          }
          const leaves = ({ sequence }: Slot): boolean => ((sequence + seed) * 7919) % 10 < leaveOf;
          for (const slot of present) if (leaves(slot)) roll.remove(slot);
          present = present.filter((slot) => !leaves(slot));
          expect(sequencesIn(roll)).toEqual(present.map(({ sequence }) => sequence));
        }
      },
    ),
    { numRuns: 30 },
  );
});

it('goes on after the very last has left', () => {
  const roll = new Roll();
  comeAndGo(roll, 1, 3_000, Infinity);
  expect(sequencesIn(roll)).toEqual([]);
  comeAndGo(roll, 3_001, 5, 1);
  expect(sequencesIn(roll)).toEqual([3_001, 3_002, 3_003, 3_004, 3_005]);
});

it('a loop that is under way sees its chunk as it was, also when holes are closed', () => {
  const roll = new Roll();
  const slots = Array.from({ length: 2_000 }, (_, i) => slotOf(i));
  for (const slot of slots) roll.add(slot);
  const [chunk] = roll.chunks();
  for (const slot of slots.slice(100)) roll.remove(slot);
  expect(chunk!.slice(0, 100).map((slot) => slot?.sequence)).toEqual(
    slots.slice(0, 100).map(({ sequence }) => sequence),
  );
});

it.each([
  ['when they had all come', (roll: Roll) => comeAndGo(roll, 1, 5_000, Infinity)],
  [
    'each before the next came',
    (roll: Roll) => {
      for (let i = 1; i < 5_000; i++) comeAndGo(roll, i, 1, Infinity);
    },
  ],
])('has no more than one chunk after all have left, %s', (_, run) => {
  const roll = new Roll();
  run(roll);
  expect([...roll.chunks()].length).toBeLessThanOrEqual(1);
});

it('a chunk is packed when three quarters have left it, and again; who stayed is found in it', () => {
  const roll = new Roll();
  let present = Array.from({ length: 1_100 }, (_, i) => slotOf(i));
  for (const slot of present) roll.add(slot);
  const places: number[] = [];
  for (const keep of [2, 10, 20, 100]) {
    for (const slot of present) if (slot.sequence % keep !== 0) roll.remove(slot);
    present = present.filter(({ sequence }) => sequence % keep === 0);
    expect(sequencesIn(roll)).toEqual(present.map(({ sequence }) => sequence));
    const [first] = roll.chunks();
    places.push(first!.length);
  }
  // 512, 103, 52 and 11 have stayed in it.
  expect(places).toEqual([1_024, 256, 64, 16]);
});

it('costs the same for each, many or few', () => {
  const steps = (count: number): number =>
    countOperations(() => {
      comeAndGo(new Roll(), 0, count, 10);
    }) / count;
  expect(steps(100_000)).toBeLessThan(steps(5_000) * 1.1);
});

it('a few that stay hold no room for the many that went', async () => {
  const roll = new Roll();
  let next = 0;
  const bytes = await growth(
    () => {
      comeAndGo(roll, next, 1_000, 1_000);
      next += 1_000;
    },
    { rounds: 1_000, warmUp: 100 },
  );
  // The slot itself, and its part of a chunk. A whole chunk is of 8 kB.
  expect(bytes).toBeLessThan(2_000);
});

it('the roll of a few holds no room for a whole chunk', async () => {
  const kept: Roll[] = [];
  const bytes = await growth(
    () => {
      const roll = new Roll();
      roll.add(slotOf(0));
      kept.push(roll);
    },
    { rounds: 1_000, warmUp: 100 },
  );
  expect(bytes).toBeLessThan(2_000);
  expect(kept.length).toBeGreaterThan(1_000);
});

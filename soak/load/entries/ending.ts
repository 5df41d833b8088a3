import type { Owner } from 'nestjs-registry';
import type { Known } from '../../model/entries.js';
import type { EntriesWorld } from './entries-world.js';
import { KINDS } from './registering.js';

/** Ends registrations, one by one and many together. */
export class Ending {
  readonly #world: EntriesWorld;

  constructor(world: EntriesWorld) {
    this.#world = world;
  }

  step(): void {
    const { random, model, owners } = this.#world;
    if (model.all.length === 0) return;
    const known = random.pick(model.all);
    if (random.chance(0.02)) {
      owners.endOne((owner) => {
        this.#ended(owner);
      });
    } else if (known.owner === undefined || random.chance(0.6)) {
      this.#end(known);
    } else {
      this.#endUnder(known.owner, known);
    }
  }

  /** The time of an entry is up; nobody may have told the registry. */
  atItsDeadline({ registration, owner, key, spelled, sliding, value }: Known): void {
    const { registry, model, random, checks, tally, name } = this.#world;
    tally.add(`${name}: use at its deadline`);
    const others = owner === undefined ? [] : model.ownedUnder(owner, spelled);
    random.weighted<() => void>([
      [2, () => checks.equal('expires exactly', sliding && registration.touch(), false, spelled)],
      [1, () => checks.equal('expires exactly', registration.active, false, spelled)],
      [1, () => checks.equal('expires exactly', registration.unregister(), false, spelled)],
      [
        1,
        () =>
          checks.equal(
            'expires exactly',
            registration.update(() => value),
            undefined,
            spelled,
          ),
      ],
      [
        2,
        () => {
          const there = registry.lookup(key).some((entry) => entry.value === value);
          checks.equal('expires exactly', there, false, spelled);
        },
      ],
      [
        1,
        () => {
          if (owner === undefined) return;
          const count = registry.values(owner, key).length;
          checks.equal('expires exactly', count, others.length, spelled);
        },
      ],
    ])();
  }

  endAll(): void {
    const { model, owners } = this.#world;
    for (const known of [...model.all]) if (known.owner === undefined) this.#end(known);
    owners.endAll((owner) => {
      this.#ended(owner);
    });
  }

  /** An entry goes with its registration, or with the owner that it has for itself. */
  #end(known: Known): void {
    const { model, random, checks, tally, clock, name } = this.#world;
    const { registration, owner, spelled } = known;
    tally.add(`${name}: unregister`);
    const alive = known.deadline > clock.now();
    if (owner === undefined && random.chance(0.3)) registration.entry.owner.terminate();
    else checks.equal('expires exactly', registration.unregister(), alive, spelled);
    checks.equal('what has ended stays ended', registration.active, false, spelled);
    model.remove(known);
  }

  #endUnder(owner: Owner, { key, spelled }: Known): void {
    const { registry, model, random, checks, tally, name } = this.#world;
    const kind = random.chance(0.5) ? random.pick(KINDS) : undefined;
    const all = model.ownedUnder(owner, spelled);
    const gone = kind === undefined ? all : all.filter(({ value }) => value.kind === kind);
    tally.add(`${name}: unregister all of a key`);
    const count =
      kind === undefined
        ? registry.unregister(owner, key)
        : registry.unregisterMatch(owner, key, { kind });
    checks.equal('answers are right', count, gone.length, spelled);
    for (const known of gone) model.remove(known);
  }

  /** With an owner goes what it had, and nothing else. */
  #ended(owner: Owner): void {
    const { registry, model, checks, tally, name } = this.#world;
    tally.add(`${name}: end of an owner`);
    for (const known of model.of(owner)) {
      checks.equal('what has ended stays ended', known.registration.active, false, known.spelled);
      model.remove(known);
    }
    checks.equal('no owner is dead', registry.keys(owner), [], owner.toString());
    checks.equal('no owner is dead', owner.alive, false, owner.toString());
  }
}

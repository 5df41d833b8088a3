import type { Key, Owner, RegisterOptions, Registration } from 'nestjs-registry';
import type { Known, Value } from '../../model/entries.js';
import { aKey, spell } from './keys.js';
import type { EntriesWorld } from './entries-world.js';

export const KINDS = ['a', 'b', 'c', 'd', 'e'] as const;

/** So many registrations that have ended are remembered, to be used once more. */
const ENDED = 64;

/** Registers, updates, renews, and uses what has ended. */
export class Registering {
  readonly #world: EntriesWorld;
  readonly #handles: Known[] = [];
  #made = 0;

  constructor(world: EntriesWorld) {
    this.#world = world;
  }

  step(): void {
    const { random, model } = this.#world;
    const some = model.all.length > 0 ? random.pick(model.all) : undefined;
    if (some === undefined) {
      this.#register();
      return;
    }
    random.weighted<() => void>([
      [6, () => this.#register()],
      [2, () => this.#touch(this.#soonest() ?? some)],
      [1, () => this.#update(some)],
      [1, () => this.#useAnEnded()],
    ])();
  }

  /** Keeps nothing of what was. */
  forget(): void {
    this.#handles.length = 0;
  }

  #register(): void {
    const { registry, model, random, checks, tally, owners, name } = this.#world;
    const key = aKey(random);
    const spelled = spell(key);
    const owner = random.chance(0.7) ? owners.some() : undefined;
    const value = this.#value();
    const options = { ...this.#lifespan(), ...(owner === undefined ? {} : { owner }) };
    const holder = registry.keysMode === 'unique' ? model.under(spelled)[0] : undefined;
    tally.add(`${name}: register`);
    const result = registry.tryRegister(key, value, options);
    const told = result.ok ? value : result.holder.value;
    if (!checks.equal('a name has one holder', told, holder?.value ?? value, spelled)) return;
    if (result.ok) this.#know(key, spelled, owner, value, options, result.registration);
  }

  #know(
    key: Key,
    spelled: string,
    owner: Owner | undefined,
    value: Value,
    { ttl = Infinity, sliding = false }: RegisterOptions,
    registration: Registration<Value>,
  ): void {
    const { model, clock, random, remains } = this.#world;
    const deadline = clock.now() + ttl;
    const known = { key, spelled, owner, value, registration, ttl, sliding, deadline, place: -1 };
    model.add(known);
    remains.watch('values', value);
    if (this.#handles.length < ENDED) this.#handles.push(known);
    else if (random.chance(0.05)) this.#handles[random.below(ENDED)] = known;
  }

  #lifespan(): RegisterOptions {
    const { random } = this.#world;
    if (random.chance(0.6)) return {};
    return { ttl: random.between(1, 60), sliding: random.chance(0.8) };
  }

  #value(): Value {
    return { kind: this.#world.random.pick(KINDS), n: ++this.#made };
  }

  #update(known: Known): void {
    const { registry, checks, tally, random, name } = this.#world;
    const { value: previous, owner, key, registration, spelled } = known;
    const value = this.#value();
    tally.add(`${name}: update`);
    const updated =
      registry.keysMode === 'unique' && owner !== undefined && random.chance(0.5)
        ? registry.updateValue(owner, key, () => value)
        : registration.update(() => value);
    checks.equal('an update replaces the value', updated, { value, previous }, spelled);
    known.value = value;
  }

  /** At its deadline, and from then on, an entry cannot be renewed; before it can. */
  #touch(known: Known): void {
    const { registry, model, checks, tally, clock, random, name } = this.#world;
    const { registration, owner, key, spelled } = known;
    if (!known.sliding) return;
    tally.add(`${name}: touch`);
    const now = clock.now();
    const alive = known.deadline > now;
    const together = owner === undefined ? [] : model.ownedUnder(owner, spelled);
    if (owner !== undefined && together.every(({ sliding }) => sliding) && random.chance(0.5)) {
      checks.equal('expires exactly', registry.touch(owner, key), together.length, spelled);
      for (const each of together) each.deadline = now + each.ttl;
    } else {
      checks.equal('expires exactly', registration.touch(), alive, spelled);
      if (alive) known.deadline = now + known.ttl;
    }
  }

  /** The sliding entry whose time is up first. */
  #soonest(): Known | undefined {
    let soonest: Known | undefined;
    let looked = 0;
    for (const known of this.#world.model.expiring) {
      if (known.sliding && known.deadline < (soonest?.deadline ?? Infinity)) soonest = known;
      if (++looked === 50) break;
    }
    return soonest;
  }

  /** What has ended stays ended, whoever holds its registration. */
  #useAnEnded(): void {
    const { model, checks, tally, random, name } = this.#world;
    const known = this.#handles.length > 0 ? random.pick(this.#handles) : undefined;
    if (known === undefined || model.has(known)) return;
    tally.add(`${name}: use what has ended`);
    const { registration, sliding, spelled, value } = known;
    const seen = [
      registration.active,
      registration.update(() => value),
      registration.unregister(),
      sliding && registration.touch(),
    ];
    checks.equal('what has ended stays ended', seen, [false, undefined, false, false], spelled);
  }
}

import { Owner, Registry, RegistryError, type Entry, type MatchClause } from 'nestjs-registry';
import { decode, decodeExpression, encode, type Encoded, type Owners } from './terms.js';

/** One trace: operations, and what the real Registry answered. */
export interface Trace {
  readonly id: string;
  readonly keys: 'unique' | 'duplicate' | 'duplicate_key';
  readonly partitions: number;
  readonly owners: number;
  readonly ops: readonly Operation[];
  readonly results: readonly Encoded[];
}

type Operation = readonly [name: string, ...args: Encoded[]];

class NumberedOwners implements Owners {
  readonly #owners = new Map<number, Owner>();
  readonly #numbers = new Map<Owner, number>();

  of(number: number): Owner {
    return this.#owners.get(number) ?? this.#add(number);
  }

  numberOf(owner: Owner): number {
    return this.#numbers.get(owner)!;
  }

  #add(number: number): Owner {
    const owner = new Owner(String(number));
    this.#owners.set(number, owner);
    this.#numbers.set(owner, number);
    return owner;
  }
}

class CallbackError extends Error {}

/** A registry to which the operations of a trace are done. */
export class Replay {
  readonly #registry: Registry;
  readonly #owners = new NumberedOwners();

  constructor({ keys }: Pick<Trace, 'keys'>, partitions: number) {
    this.#registry = new Registry({
      name: 'trace',
      keys: keys === 'unique' ? 'unique' : 'duplicate',
      partitions,
    });
  }

  /** The answer, as the traces write it. */
  answer([name, ...args]: Operation): unknown {
    try {
      const operation = this.#operations[name];
      if (operation === undefined) throw new Error(`unknown operation ${name}`);
      return operation(...(args as never[]));
    } catch (error) {
      if (error instanceof RegistryError) return { x: 'ArgumentError' };
      if (error instanceof CallbackError) return { x: 'RuntimeError' };
      throw error;
    }
  }

  readonly #operations: Readonly<Record<string, (...args: never[]) => unknown>> = {
    register: (owner: number, key: Encoded, value: Encoded) => {
      const result = this.#registry.tryRegister(this.#key(key), this.#term(value), {
        owner: this.#owners.of(owner),
      });
      return result.ok ? 'ok' : ['already', this.#owners.numberOf(result.holder.owner)];
    },
    unregister: (owner: number, key: Encoded) => {
      this.#registry.unregister(this.#owners.of(owner), this.#key(key));
      return 'ok';
    },
    unregister_match: (owner: number, key: Encoded, pattern: Encoded, guards: Encoded[]) => {
      this.#registry.unregisterMatch(
        this.#owners.of(owner),
        this.#key(key),
        this.#term(pattern),
        this.#guards(guards),
      );
      return 'ok';
    },
    update_value: (owner: number, key: Encoded, change: [string, Encoded?]) => {
      const updated = this.#registry.updateValue(
        this.#owners.of(owner),
        this.#key(key),
        this.#callback(change),
      );
      return updated === undefined
        ? 'error'
        : [this.#encode(updated.value), this.#encode(updated.previous)];
    },
    lookup: (key: Encoded) => this.#entries(this.#registry.lookup(this.#key(key))),
    match: (key: Encoded, pattern: Encoded, guards: Encoded[]) =>
      this.#entries(
        this.#registry.match(this.#key(key), this.#term(pattern), this.#guards(guards)),
      ),
    count_match: (key: Encoded, pattern: Encoded, guards: Encoded[]) =>
      this.#registry.countMatch(this.#key(key), this.#term(pattern), this.#guards(guards)),
    values: (key: Encoded, owner: number) =>
      this.#registry
        .values(this.#owners.of(owner), this.#key(key))
        .map((value) => this.#encode(value)),
    keys: (owner: number) =>
      sorted(this.#registry.keys(this.#owners.of(owner)).map((key) => this.#encode(key))),
    select: (spec: Encoded[]) =>
      sorted(this.#registry.select(this.#spec(spec)).map((result) => this.#encode(result))),
    count: () => this.#registry.size,
    count_select: (spec: Encoded[]) => this.#registry.countSelect(this.#spec(spec)),
    dispatch: (key: Encoded) => {
      const seen: Entry[] = [];
      this.#registry.dispatchEntries(this.#key(key), (entries) => {
        if (entries.length === 0) throw new Error('called without entries');
        seen.push(...entries);
      });
      return this.#entries(seen);
    },
    whereis: (key: Encoded) => {
      const owner = this.#registry.whereis(this.#key(key));
      return owner === undefined ? 'undefined' : this.#owners.numberOf(owner);
    },
    put_meta: (key: Encoded, value: Encoded) => {
      this.#registry.meta.set(this.#metaKey(key), this.#term(value));
      return 'ok';
    },
    delete_meta: (key: Encoded) => {
      this.#registry.meta.delete(this.#metaKey(key));
      return 'ok';
    },
    meta: (key: Encoded) => {
      const { meta } = this.#registry;
      return meta.has(this.#metaKey(key))
        ? ['ok', this.#encode(meta.get(this.#metaKey(key)))]
        : 'error';
    },
    kill: (owner: number) => this.#terminate(owner),
    exit: (owner: number) => this.#terminate(owner),
    spawn: (owner: number) => {
      this.#owners.of(owner);
      return 'ok';
    },
  };

  #terminate(owner: number): 'ok' {
    this.#owners.of(owner).terminate();
    return 'ok';
  }

  #callback([kind, value]: [string, Encoded?]): (old: unknown) => unknown {
    switch (kind) {
      case 'inc':
        return (old) => (typeof old === 'number' ? old + 1 : 1);
      case 'const':
        return () => this.#term(value!);
      default:
        return () => {
          throw new CallbackError();
        };
    }
  }

  #key(key: Encoded): object {
    return this.#term(key) as object;
  }

  /** Names of metadata are atoms there and strings here. */
  #metaKey(key: Encoded): string | object {
    return typeof key === 'object' && key !== null && 'a' in key ? key.a : this.#key(key);
  }

  #term(term: Encoded): unknown {
    return decode(term, this.#owners);
  }

  #encode(value: unknown): Encoded {
    return encode(value, this.#owners);
  }

  #guards(guards: readonly Encoded[]): unknown[] {
    return guards.map((guard) => decodeExpression(guard, this.#owners));
  }

  #spec(spec: readonly Encoded[]): MatchClause[] {
    return spec.map((clause) => {
      const [head, guards, body] = (clause as { t: readonly [Encoded, Encoded[], Encoded[]] }).t;
      return {
        head: this.#term(head) as MatchClause['head'],
        guards: this.#guards(guards),
        body: this.#guards(body),
      };
    });
  }

  #entries(entries: readonly Entry[]): unknown[] {
    return sorted(
      entries.map(({ owner, value }) => [this.#owners.numberOf(owner), this.#encode(value)]),
    );
  }
}

function sorted(answers: readonly unknown[]): unknown[] {
  return answers
    .map((answer) => JSON.stringify(answer))
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map((text): unknown => JSON.parse(text));
}

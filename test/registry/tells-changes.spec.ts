import { Owner, Registry, type Change, type ChangeFilter } from 'nestjs-registry';

const observed = (registry: Registry, filter?: ChangeFilter) => {
  const changes: Change[] = [];
  let completed = false;
  registry.changes(filter).subscribe({
    next: (change) => changes.push(change),
    complete: () => (completed = true),
  });
  return { changes, isCompleted: () => completed };
};

const shown = (change: Change): string =>
  `${change.type} ${change.entry.key as string}=${String(change.entry.value)}`;

describe('changes', () => {
  it('tell a registration with its entry', () => {
    const registry = new Registry({ name: 'users', keys: 'unique' });
    const { changes } = observed(registry);
    const { entry } = registry.register('a', 1);
    expect(changes).toEqual([{ type: 'registered', registry: 'users', entry }]);
  });

  it('tell a subscription, which is an entry like any other', () => {
    const registry = new Registry({ keys: 'duplicate' });
    const { changes } = observed(registry);
    registry.subscribe('a', () => undefined, { value: 7 }).unsubscribe();
    expect(changes.map(shown)).toEqual(['registered a=7', 'unregistered a=7']);
  });

  it('tell an update with both entries', () => {
    const registry = new Registry({ name: 'users', keys: 'unique' });
    const registration = registry.register('a', 1);
    const previous = registration.entry;
    const { changes } = observed(registry);
    registration.update(() => 2);
    const { entry } = registration;
    expect(changes).toEqual([{ type: 'updated', registry: 'users', entry, previous }]);
    expect(previous.value).toBe(1);
  });

  const ENDS: [string, (registry: Registry, owner: Owner) => void, object][] = [
    [
      'unregistered',
      (registry, owner) => void registry.unregister(owner, 'a'),
      { reason: 'unregistered', detail: undefined },
    ],
    ['terminated', (_, owner) => owner.terminate('bye'), { reason: 'terminated', detail: 'bye' }],
    ['closed', (registry) => registry.close(), { reason: 'closed', detail: undefined }],
  ];

  it.each(ENDS)('tell the removed entry and that it was %s', (_, end, why) => {
    const registry = new Registry({ name: 'users', keys: 'unique' });
    const owner = new Owner();
    const { entry } = registry.register('a', 1, { owner });
    const { changes } = observed(registry);
    end(registry, owner);
    expect(changes).toEqual([{ type: 'unregistered', registry: 'users', entry, ...why }]);
    expect(changes[0]!.entry).toBe(entry);
  });

  it('tell nothing of what was refused, found nothing or came to nothing', () => {
    const registry = new Registry({ keys: 'unique' });
    const registration = registry.register('a', 1);
    const { changes } = observed(registry);
    registry.tryRegister('a', 2);
    registry.unregister(new Owner(), 'a');
    registry.updateValue(new Owner(), 'a', () => 2);
    expect(() =>
      registration.update(() => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(changes).toEqual([]);
  });

  it('are told when they are made: the tables are right, and the call has not returned', () => {
    const registry = new Registry({ keys: 'unique' });
    const sizes: number[] = [];
    registry.changes().subscribe(() => sizes.push(registry.size, registry.lookup('a').length));
    registry.register('a', 1).unregister();
    expect(sizes).toEqual([1, 1, 0, 0]);
  });

  it('come to all observers in one order, also those that an observer makes', () => {
    const registry = new Registry({ keys: 'duplicate' });
    const before = observed(registry);
    registry.changes({ type: 'registered' }).subscribe(({ entry: { key, value } }) => {
      if (key !== 'a') return;
      const made = registry.register('b', value);
      made.update(() => 'new');
      made.unregister();
    });
    const after = observed(registry);
    registry.register('a', 1);
    registry.register('a', 2);
    const expected = [1, 2].flatMap((n) => [
      ...[`registered a=${n}`, `registered b=${n}`, 'updated b=new', 'unregistered b=new'],
    ]);
    expect(before.changes.map(shown)).toEqual(expected);
    expect(after.changes.map(shown)).toEqual(expected);
  });

  it('come to an observer from when it came on, not those still waiting to be told', () => {
    const registry = new Registry({ keys: 'duplicate' });
    const late: string[] = [];
    registry.changes({ key: 'a' }).subscribe(() => {
      registry.register('b', 'before');
      registry.changes().subscribe((change) => late.push(shown(change)));
      registry.register('c', 'after');
    });
    registry.register('a', 1);
    expect(late).toEqual(['registered c=after']);
    registry.register('d', 'later');
    expect(late).toEqual(['registered c=after', 'registered d=later']);
  });

  it('no longer come to whoever has unsubscribed', () => {
    const registry = new Registry({ keys: 'duplicate' });
    const seen: Change[] = [];
    const subscription = registry.changes().subscribe((change) => seen.push(change));
    registry.register('a', 1);
    subscription.unsubscribe();
    registry.register('a', 2);
    expect(seen).toHaveLength(1);
  });

  it('are observed from the subscription on, each observer for itself', () => {
    const registry = new Registry({ keys: 'duplicate' });
    const changes = registry.changes();
    registry.register('a', 1);
    const seen: string[] = [];
    changes.subscribe((change) => seen.push(shown(change)));
    registry.register('a', 2);
    expect(seen).toEqual(['registered a=2']);
  });

  it('complete when the registry closes, after its last changes, and at once afterwards', () => {
    const registry = new Registry({ keys: 'duplicate' });
    registry.register('a', 1);
    const early = observed(registry);
    registry.close();
    expect(early.changes.map(shown)).toEqual(['unregistered a=1']);
    expect(early.isCompleted()).toBe(true);
    expect(observed(registry).isCompleted()).toBe(true);
  });
});

describe('a filter of changes', () => {
  const run = (filter: (owner: Owner) => ChangeFilter): string[] => {
    const registry = new Registry({ keys: 'duplicate' });
    const owner = new Owner();
    const { changes } = observed(registry, filter(owner));
    registry.register('a', 1, { owner }).update(() => 2);
    registry.register(['a'], 3);
    registry.register('a', 4);
    owner.terminate();
    return changes.map(shown);
  };

  const FILTERS: [string, (owner: Owner) => ChangeFilter, string[]][] = [
    ['type', () => ({ type: 'updated' }), ['updated a=2']],
    ['key', () => ({ key: ['a'] }), ['registered a=3']],
    ['owner', (owner) => ({ owner }), ['registered a=1', 'updated a=2', 'unregistered a=2']],
    ['all of them', (owner) => ({ type: 'registered', key: 'a', owner }), ['registered a=1']],
    ['a function', () => (change) => change.entry.value === 4, ['registered a=4']],
  ];

  it.each(FILTERS)('by %s lets only those through', (_, filter, expected) => {
    expect(run(filter)).toEqual(expected);
  });

  it('that fits nothing lets nothing through', () => {
    expect(run(() => ({ owner: new Owner() }))).toEqual([]);
  });

  it('that throws is told to its own observer and to nobody else', () => {
    const registry = new Registry({ keys: 'unique' });
    const errors: unknown[] = [];
    const no = new Error('no');
    registry
      .changes(() => {
        throw no;
      })
      .subscribe({ error: (error) => errors.push(error) });
    const { changes } = observed(registry);
    registry.register('a', 1);
    expect(errors).toEqual([no]);
    expect(changes).toHaveLength(1);
    expect(registry.size).toBe(1);
  });
});

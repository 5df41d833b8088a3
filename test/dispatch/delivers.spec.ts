import { Owner, Registry, type Entry, type MessageContext } from 'nestjs-registry';

const make = () => new Registry({ name: 'events', keys: 'duplicate' });

describe.each(['emit', 'dispatch'] as const)('%s', (publish) => {
  it('calls every handler of the topic at once, in order of subscription', () => {
    const registry = make();
    const called: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      registry.subscribe(['news'], (message) => called.push(`${name} ${String(message)}`));
    }
    registry.subscribe(['other'], () => called.push('other'));
    registry[publish](['news'], 'hi');
    expect(called).toEqual(['a hi', 'b hi', 'c hi']);
  });

  it('hands over the very message that was published', () => {
    const registry = make();
    const message = { text: 'hi' };
    let given: unknown;
    registry.subscribe('news', (received) => (given = received));
    registry[publish]('news', message);
    expect(given).toBe(message);
  });

  it('tells the handler the registry and the topic, in one frozen object for all', () => {
    const registry = make();
    const contexts: MessageContext[] = [];
    for (let i = 0; i < 2; i++)
      registry.subscribe(['a', 1], (_, context) => contexts.push(context));
    registry[publish](['a', 1], 'hi');
    registry[publish](['a', 1], 'hi');
    expect(contexts[0]).toEqual({ registry: 'events', topic: ['a', 1] });
    expect(Object.isFrozen(contexts[0])).toBe(true);
    expect(new Set(contexts).size).toBe(1);
    expect(contexts).toHaveLength(4);
  });

  it('calls handlers without a `this` and with two arguments', () => {
    const registry = make();
    const seen: unknown[] = [];
    registry.subscribe('a', function (this: unknown, ...args: unknown[]) {
      seen.push(this, args.length);
    });
    registry[publish]('a', 1);
    expect(seen).toEqual([undefined, 2]);
  });

  it('passes over entries that have no handler', () => {
    const registry = make();
    let calls = 0;
    registry.register('a', 'no handler');
    registry.subscribe('a', () => calls++);
    registry.register('a', () => calls++);
    registry[publish]('a', 1);
    expect(calls).toBe(1);
  });

  it('does not call who subscribes meanwhile', () => {
    const registry = make();
    const called: string[] = [];
    registry.subscribe('a', () => {
      called.push('first');
      registry.subscribe('a', () => called.push('new'));
    });
    registry.subscribe('a', () => called.push('second'));
    registry[publish]('a', 1);
    expect(called).toEqual(['first', 'second']);
  });

  it('does not call who is unsubscribed meanwhile', () => {
    const registry = make();
    const called: number[] = [];
    const all = Array.from({ length: 5 }, (_, i) =>
      registry.subscribe('a', () => {
        called.push(i);
        if (i === 1) for (const gone of [0, 1, 3]) all[gone]!.unsubscribe();
      }),
    );
    registry[publish]('a', 1);
    expect(called).toEqual([0, 1, 2, 4]);
    registry[publish]('a', 2);
    expect(called).toEqual([0, 1, 2, 4, 2, 4]);
  });

  it('does not call whose owner terminates meanwhile', () => {
    const registry = make();
    const owner = new Owner();
    let calls = 0;
    registry.subscribe('a', () => {
      owner.terminate();
    });
    registry.subscribe('a', () => calls++, { owner });
    registry[publish]('a', 1);
    expect(calls).toBe(0);
  });

  it('misses and repeats nobody when so many leave meanwhile that the topic is compacted', () => {
    const registry = make();
    const called: number[] = [];
    const all = Array.from({ length: 300 }, (_, i) =>
      registry.subscribe('a', () => {
        called.push(i);
        if (i !== 100) return;
        for (let gone = 0; gone < 290; gone++) if (gone % 10 > 0) all[gone]!.unsubscribe();
        registry.subscribe('a', () => called.push(-1));
        for (let gone = 291; gone < 295; gone++) all[gone]!.unsubscribe();
      }),
    );
    registry[publish]('a', 1);
    const before = Array.from({ length: 101 }, (_, i) => i);
    const after = Array.from({ length: 199 }, (_, i) => 101 + i).filter(
      (i) => (i < 290 && i % 10 === 0) || i === 290 || i >= 295,
    );
    expect(called).toEqual([...before, ...after]);
  });

  it('does not call those of a later life of the topic', () => {
    const registry = make();
    const called: string[] = [];
    const first = registry.subscribe('a', () => {
      called.push('first');
      first.unsubscribe();
      second.unsubscribe();
      registry.subscribe('a', () => called.push('later'));
    });
    const second = registry.subscribe('a', () => called.push('second'));
    registry[publish]('a', 1);
    expect(called).toEqual(['first']);
  });

  it('may publish to the same topic from within a handler', () => {
    const registry = make();
    const called: unknown[] = [];
    registry.subscribe('a', (n) => {
      called.push(`first ${String(n)}`);
      if (n === 1) registry[publish]('a', 2);
    });
    registry.subscribe('a', (n) => called.push(`second ${String(n)}`));
    registry[publish]('a', 1);
    expect(called).toEqual(['first 1', 'first 2', 'second 2', 'second 1']);
  });
});

describe('emit', () => {
  it('tells how many handlers were called', () => {
    const registry = make();
    expect(registry.emit('a', 1)).toBe(0);
    registry.register('a', 'no handler');
    expect(registry.emit('a', 1)).toBe(0);
    registry.subscribe('a', () => undefined);
    registry.subscribe('a', () => last.unsubscribe());
    const last = registry.subscribe('a', () => undefined);
    expect(registry.emit('a', 1)).toBe(2);
    expect(registry.emit('b', 1)).toBe(0);
  });
});

describe('dispatch', () => {
  it('counts the handlers that were reached', () => {
    const registry = make();
    expect(registry.dispatch('a', 1).size).toBe(0);
    registry.register('a', 'no handler');
    registry.subscribe('a', () => last.unsubscribe());
    const last = registry.subscribe('a', () => undefined);
    expect(registry.dispatch('a', 1).size).toBe(1);
  });

  it('does not wait to be observed, and does not call again when it is', () => {
    const registry = make();
    let calls = 0;
    registry.subscribe('a', () => calls++);
    const dispatch = registry.dispatch('a', 1);
    expect(calls).toBe(1);
    dispatch.subscribe();
    dispatch.subscribe();
    expect(calls).toBe(1);
  });
});

describe('subscribe', () => {
  it('makes an entry with a value, bound to its owner', () => {
    const registry = make();
    const owner = new Owner();
    const { entry } = registry.subscribe('a', () => 1, { owner, value: 7 });
    expect(entry).toEqual({ key: 'a', owner, value: 7 });
    expect(registry.values(owner, 'a')).toEqual([7]);
    owner.terminate();
    expect(registry.emit('a', 1)).toBe(0);
  });

  it('takes one function twice as two subscribers', () => {
    const registry = make();
    let calls = 0;
    const handler = () => calls++;
    registry.subscribe('a', handler).unsubscribe();
    registry.subscribe('a', handler);
    registry.subscribe('a', handler);
    registry.emit('a', 1);
    expect(calls).toBe(2);
  });

  it('keeps handling when the value of its entry is updated', () => {
    const registry = make();
    let calls = 0;
    const registration = registry.subscribe('a', () => calls++, { value: 1 });
    registration.update(() => 2);
    registry.emit('a', 1);
    expect(calls).toBe(1);
  });
});

describe('dispatchEntries', () => {
  it('hands all entries to the callback, handlers or not, in order', () => {
    const registry = make();
    registry.register('a', 1);
    registry.subscribe('a', () => undefined, { value: 2 });
    const given: (readonly Entry[])[] = [];
    registry.dispatchEntries('a', (entries) => given.push(entries));
    expect(given.map((entries) => entries.map(({ value }) => value))).toEqual([[1, 2]]);
  });

  it('does not call back when there are none', () => {
    const registry = make();
    registry.register('a', 1).unregister();
    let called = false;
    registry.dispatchEntries('a', () => (called = true));
    expect(called).toBe(false);
  });

  it('hands over a snapshot that does not change', () => {
    const registry = make();
    const registration = registry.register('a', 1);
    registry.dispatchEntries('a', (entries) => {
      registration.unregister();
      registry.register('a', 2);
      expect(entries.map(({ value }) => value)).toEqual([1]);
    });
    expect.assertions(1);
  });

  it('passes on what the callback throws', () => {
    const registry = make();
    registry.register('a', 1);
    const call = () =>
      registry.dispatchEntries('a', () => {
        throw new Error('no');
      });
    expect(call).toThrow('no');
  });
});

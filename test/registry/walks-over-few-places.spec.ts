import { Registry } from 'nestjs-registry';
import { countOperations } from '../support/count-operations.js';

describe('when nearly all have left, a message walks over few places,', () => {
  const few = 20 * 20;

  const crowd = () => {
    const registry = new Registry({ keys: 'duplicate' });
    const all = Array.from({ length: 2_000 }, () => registry.subscribe('n', () => undefined));
    for (let i = 0; i < 10; i++) registry.subscribe('n', () => undefined);
    const leave = (): void => {
      for (const registration of all) registration.unregister();
    };
    return { registry, leave };
  };

  it('whatever was published before', () => {
    const { registry, leave } = crowd();
    registry.emit('n', 1);
    leave();
    expect(countOperations(() => registry.emit('n', 2))).toBeLessThan(few);
  });

  it('also when they left during another message', () => {
    const { registry, leave } = crowd();
    const last = registry.subscribe('n', () => {
      last.unregister();
      leave();
    });
    registry.emit('n', 1);
    expect(countOperations(() => registry.emit('n', 2))).toBeLessThan(few);
  });
});

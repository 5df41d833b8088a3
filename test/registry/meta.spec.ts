import { Registry } from 'nestjs-registry';
import { caught } from '../support/caught.js';

describe('meta', () => {
  const make = () => new Registry({ name: 'users', keys: 'unique', meta: { region: 'eu' } });

  it('holds what the registry was made with', () => {
    const { meta } = make();
    expect(meta.get('region')).toBe('eu');
    expect(meta.has('region')).toBe(true);
    expect(meta.size).toBe(1);
  });

  it('keeps, replaces and forgets values', () => {
    const { meta } = make();
    expect(meta.set(['limit', 'free'], 10)).toBe(meta);
    meta.set(['limit', 'free'], 20);
    expect(meta.get(['limit', 'free'])).toBe(20);
    expect(meta.size).toBe(2);
    expect(meta.delete(['limit', 'free'])).toBe(true);
    expect(meta.delete(['limit', 'free'])).toBe(false);
    expect(meta.has(['limit', 'free'])).toBe(false);
    expect(meta.size).toBe(1);
  });

  it('tells a value that is undefined from none', () => {
    const { meta } = make();
    meta.set('a', undefined);
    expect(meta.has('a')).toBe(true);
    expect(meta.get('a')).toBeUndefined();
    expect(meta.delete('a')).toBe(true);
  });

  it('has nothing to do with the keys of entries', () => {
    const registry = make();
    registry.register('region', 1);
    registry.register('a', 1);
    expect(registry.meta.get('region')).toBe('eu');
    expect(registry.meta.has('a')).toBe(false);
    expect(registry.size).toBe(2);
  });

  it('can be read and not written when the registry is closed', () => {
    const registry = make();
    registry.close();
    expect(registry.meta.get('region')).toBe('eu');
    for (const write of [() => registry.meta.set('a', 1), () => registry.meta.delete('region')]) {
      const error = caught(write);
      expect(error.code).toBe('REGISTRY_CLOSED');
      expect(error.message).toMatch(/^meta\.(set|delete): registry 'users' is closed/);
    }
  });
});

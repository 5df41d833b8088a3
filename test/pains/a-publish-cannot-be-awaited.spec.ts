// nestjs/cqrs#134, PR#1929; Sairyss/domain-driven-hexagon#25: no way to wait for all handlers of an event.
import { lastValueFrom, toArray } from 'rxjs';
import { Registry } from 'nestjs-registry';

it('a dispatch completes when its last handler has settled', async () => {
  const events = new Registry({ name: 'events', keys: 'duplicate' });
  const done: string[] = [];
  const after = (turns: number, name: string) => async (): Promise<string> => {
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    done.push(name);
    return name;
  };
  events.subscribe('order', after(20, 'slow'));
  events.subscribe('order', after(1, 'quick'));

  const dispatch = events.dispatch('order', 7);
  expect(done).toEqual([]);
  const deliveries = await dispatch.settled();
  expect(done).toEqual(['quick', 'slow']);
  expect(deliveries).toMatchObject([{ value: 'slow' }, { value: 'quick' }]);
  expect(await lastValueFrom(dispatch.pipe(toArray()))).toHaveLength(2);
});

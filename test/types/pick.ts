// Compiled, never run: each line below a `@ts-expect-error` must not compile, every other line must.
import {
  consistentHash,
  leastLoaded,
  random,
  Registry,
  roundRobin,
  type Entry,
  type PickStrategy,
} from 'nestjs-registry';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(equal: Equal<A, B>): void => void equal;

interface Mailer {
  readonly host: string;
  readonly jobs: number;
}

export function picks(): void {
  const services = new Registry<{ value: Mailer }>({ keys: 'duplicate' });
  const picked = services.pick('mailer', random());
  same<typeof picked, Entry<Mailer> | undefined>(true);
  services.pick('mailer', roundRobin(), { host: 'a' }, [])?.value.host.at(0);
  services.pick('mailer', ([first]) => first);
  services.pick('mailer', (candidates, key, identityOf) => {
    same<typeof candidates, readonly Entry<Mailer>[]>(true);
    new WeakSet().add(identityOf(candidates[0]!));
    return candidates.find(({ value }) => value.host === key);
  });

  // The values of the registry say what `load` and `by` are given.
  services.pick(
    'mailer',
    leastLoaded(({ jobs }) => jobs),
  );
  services.pick(
    'mailer',
    leastLoaded(({ jobs }) => jobs, { random: Math.random }),
  );
  services.pick('mailer', consistentHash(['user', 7], { by: ({ value }) => value.host }));
  services.pick('mailer', consistentHash(['user', 7]));
  services.pick(
    'mailer',
    // @ts-expect-error a field that there is not
    leastLoaded(({ load }) => load),
  );
  services.pick(
    'mailer',
    // @ts-expect-error a load that is no number
    leastLoaded(({ host }) => host),
  );
  // @ts-expect-error a strategy that picks no entry
  services.pick('mailer', () => 'a');
  // @ts-expect-error a strategy that has to be awaited
  services.pick('mailer', async ([first]) => first);
  // @ts-expect-error a strategy for other values
  services.pick('mailer', (([first]) => first) as PickStrategy<string>);
}

export function strategiesAreForAnyRegistryWhoseValuesFit(): void {
  const services = new Registry<{ value: Mailer }>({ keys: 'duplicate' });
  const names = new Registry<{ value: string }>({ keys: 'duplicate' });
  const turn = roundRobin();
  services.pick('mailer', turn)?.value.host.at(0);
  names.pick('mailer', turn)?.value.at(0);

  const least = leastLoaded(({ jobs }: { jobs: number }) => jobs);
  services.pick('mailer', least)?.value.host.at(0);
  // @ts-expect-error values without what the strategy needs
  names.pick('mailer', least);
  const hashed = consistentHash('x');
  services.pick('mailer', hashed)?.value.host.at(0);
  names.pick('mailer', hashed)?.value.at(0);
  const named = consistentHash('x', { by: ({ value }: Entry<{ host: string }>) => value.host });
  services.pick('mailer', named);
  // @ts-expect-error values without what the strategy needs
  names.pick('mailer', named);

  turn(services.match('mailer', { host: 'a' }), 'mailer')?.value.host.at(0);
  least(services.lookup('mailer'))?.value.jobs.toFixed();
  const part: PickStrategy<Mailer> = (candidates, key, identityOf) =>
    turn(
      candidates.filter(({ value }) => value.jobs < 10),
      key,
      identityOf,
    );
  services.pick('mailer', part);
}

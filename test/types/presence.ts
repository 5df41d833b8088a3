// Compiled, never run: each line below a `@ts-expect-error` must not compile, every other line must.
import type { Observable } from 'rxjs';
import { Registry, type Entry, type Key, type Present, type PresenceDiff } from 'nestjs-registry';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(equal: Equal<A, B>): void => void equal;

interface Member {
  readonly user: number;
  readonly name: string;
}

export function presence(): void {
  const rooms = new Registry<{ value: Member }>({ keys: 'duplicate' });
  const byOwner = rooms.presence('lobby');
  same<typeof byOwner, Observable<PresenceDiff<Member, string>>>(true);
  const byUser = rooms.presence(['room', 7], { by: ({ value }) => value.user });
  same<typeof byUser, Observable<PresenceDiff<Member, number>>>(true);
  byUser.subscribe(({ joins, leaves }) => {
    same<typeof joins, readonly Present<Member, number>[]>(true);
    const [first] = [...leaves, ...joins];
    first?.id.toFixed();
    first?.entries[0]?.value.name.at(0);
    // @ts-expect-error nobody changes what others are told
    joins.push(first!);
  });
  // What is declared without the type of its ids takes any.
  const any: Observable<PresenceDiff<Member>> = byUser;
  any.subscribe(({ joins }) => same<(typeof joins)[number]['id'], Key>(true));

  // @ts-expect-error a field that there is not
  rooms.presence('lobby', { by: ({ value }) => value.id });
  // @ts-expect-error undefined is no id
  rooms.presence('lobby', { by: () => undefined });
  // @ts-expect-error an entry of other values
  rooms.presence('lobby', { by: ({ value }: Entry<string>) => value });
  // @ts-expect-error an option that there is not
  rooms.presence('lobby', { of: ({ value }: Entry<Member>) => value.user });
}

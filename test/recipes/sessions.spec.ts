import { Controller, Get, UseGuards } from '@nestjs/common';
import {
  getRegistryToken,
  Registry,
  RegistryModule,
  type Clock,
  type Entry,
} from 'nestjs-registry';
import { countOperations } from '../support/count-operations.js';
import { LateClock } from '../support/late-clock.js';
import { ManualClock } from '../support/manual-clock.js';
import { PLATFORMS, startServer } from '../support/start-server.js';
import { CurrentSession, SessionGuard } from './session.guard.js';
import { Sessions, type Session } from './sessions.js';

const MINUTE = 60_000;
const options = (clock: Clock) =>
  ({ name: 'sessions', keys: 'unique', index: ['user'], clock }) as const;

function start(clock: Clock = new ManualClock()) {
  const registry = new Registry<{ value: Session }>(options(clock));
  const sessions = new Sessions(registry);
  const ends: string[] = [];
  sessions.ended.subscribe(({ session, why }) => ends.push(`${session.device}: ${String(why)}`));
  return { registry, sessions, ends };
}

describe('Sessions', () => {
  it('has ended at the very moment of its end, though no timer has fired', () => {
    const clock = new LateClock();
    const { sessions, ends } = start(clock);
    const { id } = sessions.open('ann', 'phone', { ttl: MINUTE });
    clock.time = MINUTE - 1;
    expect(sessions.use(id)?.device).toBe('phone');
    clock.time = 2 * MINUTE - 1;
    expect(sessions.use(id)).toBeUndefined();
    expect(ends).toEqual(['phone: expired']);
  });

  it('lets nobody in when the time is up between the look and the touch', () => {
    const clock = new LateClock();
    const { registry, sessions } = start(clock);
    const { id } = sessions.open('ann', 'phone', { ttl: MINUTE });
    const touch = registry.touch.bind(registry);
    registry.touch = (...args) => {
      clock.time = MINUTE;
      return touch(...args);
    };
    expect(sessions.use(id)).toBeUndefined();
    expect(sessions.of('ann')).toEqual([]);
  });

  it('is not ended by a deadline that was renewed in the last millisecond', () => {
    const clock = new ManualClock();
    const { sessions, ends } = start(clock);
    const { id } = sessions.open('ann', 'phone', { ttl: MINUTE });
    for (let i = 0; i < 10; i++) {
      clock.advance(MINUTE - 1);
      expect(sessions.use(id)?.id).toBe(id);
    }
    clock.advance(MINUTE);
    expect(ends).toEqual(['phone: expired']);
  });

  it('keeps to a fixed end, however often it is used', () => {
    const clock = new ManualClock();
    const { sessions, ends } = start(clock);
    const { id } = sessions.open('ann', 'kiosk', { ttl: MINUTE, sliding: false });
    clock.advance(MINUTE - 1);
    expect(sessions.use(id)?.device).toBe('kiosk');
    clock.advance(1);
    expect(sessions.use(id)).toBeUndefined();
    expect(ends).toEqual(['kiosk: expired']);
  });

  it('logs out one device, and only once', () => {
    const { sessions, ends } = start();
    const phone = sessions.open('ann', 'phone');
    sessions.open('ann', 'laptop');
    expect(sessions.logOut(phone.id)).toBe(true);
    expect(sessions.logOut(phone.id)).toBe(false);
    expect(sessions.of('ann').map(({ device }) => device)).toEqual(['laptop']);
    expect(ends).toEqual(['phone: logged out']);
  });

  it('logs out a user everywhere, and nobody else', () => {
    const { registry, sessions, ends } = start();
    for (const device of ['phone', 'laptop']) sessions.open('ann', device);
    sessions.open('bob', 'tablet');
    expect(sessions.logOutEverywhere('ann', 'password changed')).toBe(2);
    expect(sessions.logOutEverywhere('ann')).toBe(0);
    expect(registry.size).toBe(1);
    expect(ends).toEqual(['phone: password changed', 'laptop: password changed']);
  });

  it('leaves alone who logs in again while being logged out everywhere', () => {
    const { sessions } = start();
    for (const device of ['phone', 'laptop']) sessions.open('ann', device);
    const subscription = sessions.ended.subscribe(({ session }) => {
      subscription.unsubscribe();
      sessions.open(session.user, 'again');
    });
    expect(sessions.logOutEverywhere('ann')).toBe(2);
    expect(sessions.of('ann').map(({ device }) => device)).toEqual(['again']);
  });

  it.each([
    ['of', ({ sessions }, user) => sessions.of(user)],
    ['logOutEverywhere', ({ sessions }, user) => sessions.logOutEverywhere(user)],
    ['logOut', ({ sessions, idOf }, user) => sessions.logOut(idOf(user))],
    ['use', ({ sessions, idOf }, user) => sessions.use(idOf(user))],
  ] satisfies [string, (all: ReturnType<typeof crowd>, user: string) => unknown][])(
    '%s costs the same among 20,000 sessions as among 200',
    (_name, run) => {
      const cost = (size: number): number => {
        const all = crowd(size);
        return countOperations(() => {
          for (let user = 0; user < 20; user++) run(all, `user ${user}`);
        });
      };
      // The heap of deadlines is at worst seven levels deeper.
      expect(cost(20_000)).toBeLessThan(cost(200) * 1.5);
    },
  );
});

/** Two sessions for each user. */
function crowd(size: number) {
  const { registry, sessions } = start();
  const ids = Array.from(
    { length: size },
    (_, i) => sessions.open(`user ${i % (size / 2)}`, 'x').id,
  );
  return { registry, sessions, idOf: (user: string) => ids[Number(user.slice(5))]! };
}

@Controller('account')
@UseGuards(SessionGuard)
class AccountController {
  @Get()
  account(@CurrentSession() { value }: Entry<Session>): string {
    return value.device;
  }
}

describe.each(PLATFORMS)('SessionGuard on %s', (platform) => {
  async function serve(clock: Clock) {
    const app = await startServer(platform, {
      imports: [RegistryModule.forRoot(options(clock))],
      providers: [Sessions],
      controllers: [AccountController],
    });
    const url = `${await app.getUrl()}/account`;
    const ask = async (id: string): Promise<number> =>
      (await fetch(url, { headers: { authorization: `Bearer ${id}` } })).status;
    return {
      sessions: app.get(Sessions),
      registry: app.get<Registry>(getRegistryToken('sessions')),
      ask,
    };
  }

  it('renews a session with each request, and lets it end without one', async () => {
    const clock = new ManualClock();
    const { sessions, ask } = await serve(clock);
    const { id } = sessions.open('ann', 'phone', { ttl: MINUTE });
    for (let i = 0; i < 3; i++) {
      clock.advance(MINUTE - 1);
      expect(await ask(id)).toBe(200);
    }
    clock.advance(MINUTE);
    expect(await ask(id)).toBe(401);
  });

  it('answers two requests at the moment of the end alike', async () => {
    const clock = new LateClock();
    const { sessions, ask } = await serve(clock);
    const { id } = sessions.open('ann', 'phone', { ttl: MINUTE });
    clock.time = MINUTE - 1;
    expect(await Promise.all([ask(id), ask(id)])).toEqual([200, 200]);
    clock.time += MINUTE;
    expect(await Promise.all([ask(id), ask(id)])).toEqual([401, 401]);
  });

  it('refuses at once who was logged out by another request', async () => {
    const { sessions, ask } = await serve(new ManualClock());
    const [phone, laptop] = ['phone', 'laptop'].map((device) => sessions.open('ann', device));
    expect(await ask(phone!.id)).toBe(200);
    sessions.logOutEverywhere('ann');
    expect(await Promise.all([ask(phone!.id), ask(laptop!.id), ask('made up')])).toEqual([
      401, 401, 401,
    ]);
  });
});

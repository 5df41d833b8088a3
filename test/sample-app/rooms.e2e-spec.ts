import { once } from 'node:events';
import { firstValueFrom } from 'rxjs';
import { nextMessage, SampleApp } from './sample-app.js';

describe('the WebSocket /rooms', () => {
  it('tells who is there, and who comes', async () => {
    await using app = await SampleApp.start();
    const ann = await (await app.visitRooms()).join('lobby', 'ann');
    await ann.sees({ ann: 1 });
    const bob = await (await app.visitRooms()).join('lobby', 'bob');
    await ann.sees({ ann: 1, bob: 1 });
    await bob.sees({ ann: 1, bob: 1 });
  });

  it('tells at once who has closed the tab', async () => {
    await using app = await SampleApp.start();
    const ann = await (await app.visitRooms()).join('lobby', 'ann');
    const bob = await (await app.visitRooms()).join('lobby', 'bob');
    await ann.sees({ ann: 1, bob: 1 });
    bob.socket.close();
    await ann.sees({ ann: 1 });
  });

  it('tells also who vanished without a word', async () => {
    await using app = await SampleApp.start();
    const ann = await (await app.visitRooms()).join('lobby', 'ann');
    const bob = await (await app.visitRooms()).join('lobby', 'bob');
    await ann.sees({ ann: 1, bob: 1 });
    bob.socket.terminate();
    await ann.sees({ ann: 1 });
  });

  it('has several tabs of one name there once, until the last is closed', async () => {
    await using app = await SampleApp.start();
    const ann = await (await app.visitRooms()).join('lobby', 'ann');
    const tabs = [
      await (await app.visitRooms()).join('lobby', 'bob'),
      await (await app.visitRooms()).join('lobby', 'bob'),
    ];
    await ann.sees({ ann: 1, bob: 2 });
    tabs[0]!.socket.close();
    await ann.sees({ ann: 1, bob: 1 });
    tabs[1]!.socket.close();
    await ann.sees({ ann: 1 });
  });

  it('passes on what is said to everybody in the room, also to who said it', async () => {
    await using app = await SampleApp.start();
    const ann = await (await app.visitRooms()).join('lobby', 'ann');
    const bob = await (await app.visitRooms()).join('lobby', 'bob');
    ann.send('say', { text: 'hello' });
    const said = { room: 'lobby', name: 'ann', text: 'hello', at: expect.any(Number) };
    expect(await Promise.all([ann.told('message'), bob.told('message')])).toEqual([said, said]);
  });

  it('passes nothing on to another room', async () => {
    await using app = await SampleApp.start();
    const ann = await (await app.visitRooms()).join('lobby', 'ann');
    const bob = await (await app.visitRooms()).join('kitchen', 'bob');
    ann.send('say', { text: 'hello' });
    await ann.told('message');
    bob.send('say', { text: 'lunch' });
    await bob.told('message');
    expect(bob.all('message').map(({ text }) => text)).toEqual(['lunch']);
    await bob.sees({ bob: 1 });
  });

  it('lets one leave for another room, and hear nothing of the first any more', async () => {
    await using app = await SampleApp.start();
    const ann = await (await app.visitRooms()).join('lobby', 'ann');
    const bob = await (await app.visitRooms()).join('lobby', 'bob');
    await bob.join('kitchen', 'bob');
    await ann.sees({ ann: 1 });
    ann.send('say', { text: 'is anybody there?' });
    await ann.told('message');
    bob.send('say', { text: 'lunch' });
    await bob.told('message');
    expect(bob.all('message').map(({ text }) => text)).toEqual(['lunch']);
  });

  it('lets one change the name', async () => {
    await using app = await SampleApp.start();
    const ann = await (await app.visitRooms()).join('lobby', 'ann');
    const bob = await (await app.visitRooms()).join('lobby', 'bob');
    await bob.join('lobby', 'robert');
    await ann.sees({ ann: 1, robert: 1 });
  });

  it('leaves nothing behind of a connection', async () => {
    await using app = await SampleApp.start();
    const before = app.rooms.size;
    const ann = await (await app.visitRooms()).join('lobby', 'ann');
    await ann.join('kitchen', 'ann');
    expect(app.rooms.size).toBe(before + 2);
    const gone = firstValueFrom(app.rooms.changes(() => app.rooms.size === before));
    ann.socket.close();
    await gone;
  });

  it.each([
    [
      'something said before a room was joined',
      { event: 'say', data: { text: 'hello' } },
      'Join a room first',
    ],
    ['no name', { event: 'join', data: { room: 'lobby' } }, 'name must be a string'],
    ['nothing to join', { event: 'join' }, 'room must be a string'],
    [
      'too long a text',
      { event: 'say', data: { text: 'x'.repeat(1001) } },
      'text must be shorter than or equal to 1000 characters',
    ],
    [
      'an unknown field',
      { event: 'say', data: { text: 'hello', to: 'bob' } },
      'property to should not exist',
    ],
    ['an unknown event', { event: 'shout', data: {} }, 'where the event is join or say'],
    ['no event', { data: {} }, 'where the event is join or say'],
    ['nothing', null, 'where the event is join or say'],
  ])('tells what is wrong with %s', async (_, message, reason) => {
    await using app = await SampleApp.start();
    const ann = await app.visitRooms();
    ann.socket.send(JSON.stringify(message));
    expect((await ann.told('error')).message).toContain(reason);
  });

  it('tells that something is no JSON, and listens on', async () => {
    await using app = await SampleApp.start();
    const ann = await app.visitRooms();
    ann.socket.send('{ "event": ');
    expect((await ann.told('error')).message).toMatch(/as JSON/);
    await ann.join('lobby', 'ann');
  });

  it('hangs up on who sends too much', async () => {
    await using app = await SampleApp.start();
    const ann = await app.visitRooms();
    ann.socket.send('x'.repeat(16_385));
    expect((await once(ann.socket, 'close'))[0]).toBe(1009);
  });

  it('does not hold up the shutdown of the application', async () => {
    await using app = await SampleApp.start();
    const ann = await (await app.visitRooms()).join('lobby', 'ann');
    const ended = once(ann.socket, 'close');
    const { rooms } = app;
    await app.app.close();
    await ended;
    expect({ size: rooms.size, closed: rooms.closed }).toEqual({ size: 0, closed: true });
  });
});

describe('GET /rooms/:room/presence', () => {
  it('streams first everybody who is there, then each change', async () => {
    await using app = await SampleApp.start();
    await (await app.visitRooms()).join('kitchen', 'ann');
    const source = app.open('/rooms/kitchen/presence');
    const ann = { id: 'ann', connections: 1 };
    expect(await nextMessage(source)).toEqual({ room: 'kitchen', joins: [ann], leaves: [] });
    const news = nextMessage(source);
    await (await app.visitRooms()).join('kitchen', 'ann');
    expect(await news).toEqual({
      room: 'kitchen',
      joins: [{ id: 'ann', connections: 2 }],
      leaves: [ann],
    });
  });

  it('ends with the application', async () => {
    await using app = await SampleApp.start();
    const response = await fetch(`${app.url}/rooms/kitchen/presence`);
    await app.app.close();
    expect(await response.text()).toContain('{"room":"kitchen","joins":[],"leaves":[]}');
  });
});

describe('the lobby, live', () => {
  it('is told to every page, first whole', async () => {
    await using app = await SampleApp.start();
    const ann = await (await app.visitRooms()).join('lobby', 'ann');
    const live = await app.watch();
    const present = { id: 'ann', connections: 1 };
    expect(await live.told('presence')).toEqual({ room: 'lobby', joins: [present], leaves: [] });
    ann.socket.close();
    await live.told('presence', ({ leaves }) => leaves.length === 1);
    expect(live.all('presence').at(-1)).toEqual({ room: 'lobby', joins: [], leaves: [present] });
  });
});

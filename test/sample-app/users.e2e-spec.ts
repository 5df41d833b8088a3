import { SampleApp } from './sample-app.js';

describe('GET /users/:id', () => {
  it('starts the user at the first visit', async () => {
    await using app = await SampleApp.start();
    const { status, body } = await app.get('/users/7');
    expect(status).toBe(200);
    expect(body).toEqual({
      id: 7,
      since: expect.any(String),
      visits: 1,
      lastPage: '/users/7',
      notifications: 0,
    });
  });

  it('finds the same user at later visits', async () => {
    await using app = await SampleApp.start();
    const first = await app.get('/users/7');
    const second = await app.get('/users/7');
    expect(second.body).toEqual({ ...first.body, visits: 2 });
  });

  it('counts the visits of each user apart', async () => {
    await using app = await SampleApp.start();
    await app.get('/users/7');
    const { body } = await app.get('/users/8');
    expect(body).toMatchObject({ id: 8, visits: 1 });
  });

  it.each(['0', '-7', '1.5', 'seven', '0x10', '1e3', '07', '99999999999999999999'])(
    'refuses %s',
    async (id) => {
      await using app = await SampleApp.start();
      const { status, body } = await app.get(`/users/${id}`);
      expect(status).toBe(400);
      expect(body.message).toBe('id must be a positive integer');
    },
  );
});

describe('DELETE /users/:id', () => {
  it('stops the user, so that the next visit is a first one', async () => {
    await using app = await SampleApp.start();
    await app.get('/users/7');
    expect((await app.delete('/users/7')).status).toBe(204);
    expect((await app.get('/users/7')).body).toMatchObject({ visits: 1 });
  });

  it('answers 404 for a user who is not there', async () => {
    await using app = await SampleApp.start();
    const { status, body } = await app.delete('/users/7');
    expect(status).toBe(404);
    expect(body.message).toBe('User 7 is not there');
  });
});

it('answers 404 on an unknown route', async () => {
  await using app = await SampleApp.start();
  expect((await app.get('/nothing')).status).toBe(404);
});

it('runs on Express', async () => {
  await using app = await SampleApp.start();
  expect(app.app.getHttpAdapter().getType()).toBe('express');
});

const assert = require('node:assert/strict');

/** The application is asked by a real client. */
module.exports = async function tryShop({ NestFactory }, AppModule, Registry, { recordMessages }) {
  const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
  await app.listen(0, '127.0.0.1');
  const recorder = recordMessages(app.get(Registry));
  const url = await app.getUrl();
  for (const visits of [1, 2]) {
    const response = await fetch(`${url}/orders/7`);
    assert.deepEqual(await response.json(), { told: ['Mailer.onCreated: mailed 7'], visits });
  }
  assert.deepEqual(recorder.of('order:created'), ['7', '7']);
  recorder.stop();
  await app.close();
};

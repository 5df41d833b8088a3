import { bootstrap } from './bootstrap.js';
import { whatToTry } from './what-to-try.js';

const { PORT = '3000' } = process.env;

try {
  const app = await bootstrap(Number(PORT));
  const { port } = new URL(await app.getUrl());
  console.log(whatToTry(`http://localhost:${port}`));
} catch (error) {
  console.error(`Could not start on port ${PORT} (set PORT for another): ${String(error)}`);
  process.exit(1);
}

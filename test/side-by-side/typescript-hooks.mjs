/** `node --import` of this file runs the tests' TypeScript, and `nestjs-registry` is lib/, as under jest. */
import { register } from 'node:module';

register('./typescript-loader.mjs', import.meta.url);

import { AsyncLocalStorage } from 'node:async_hooks';
import type { Message } from './message.js';

/** The message on whose behalf the running code runs, if any; a ring of calls may lead through any number of supervisors. */
export const currentMessage = new AsyncLocalStorage<Message>();

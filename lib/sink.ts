import { types } from 'node:util';
import { disarm } from './thenable.js';

/** Tells `sink` of `news`. Never throws and never rejects, whatever the sink does: what it throws goes to `failed`. */
export function tellSink<N>(
  sink: (news: N) => unknown,
  news: N,
  failed: (news: N, thrown: unknown) => void,
): void {
  try {
    const result = sink(news);
    if (types.isPromise(result)) {
      result.catch((error: unknown) => {
        failed(news, error);
      });
    }
  } catch (error) {
    disarm(error);
    failed(news, error);
  }
}

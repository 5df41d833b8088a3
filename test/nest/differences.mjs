/**
 * What older releases of Nest do otherwise. These tests fail there, in the way that is written here: those with enhancers
 * because what Nest does not make is refused at the start. docs/hard-to-break.md tells it to the reader.
 *
 * @typedef {{ readonly test: string, readonly fails: RegExp }} Difference
 */

const NOT_MADE = /InvalidDecoratorError: .* Nest makes no instance of it for this method/;

/** @type {readonly Difference[]} */
const OF_THE_OLDEST = [
  // Until 11.2.8 and 12.2.0 Nest makes request-scoped enhancers for routes only, and none for a class under another token.
  {
    test: 'request-scoped guards of providers are those of the message’s context',
    fails: NOT_MADE,
  },
  {
    test: 'request-scoped guards of controllers are those of the message’s context',
    fails: NOT_MADE,
  },
  { test: 'a request-scoped filter is the message’s own', fails: NOT_MADE },
  { test: 'a guard that is request-scoped makes its handler so', fails: NOT_MADE },
  {
    test: 'a request-scoped guard that cannot be constructed fails the delivery, and the handler is not called',
    fails: NOT_MADE,
  },
  {
    test: 'guards the handlers of a class under another token',
    fails: /InvalidDecoratorError: .* Nest makes enhancers only for the classes/,
  },
  // Until 11.2.10 and 12.5.0 the REQUEST of a durable provider is that of the first message, of a route that of its first request.
  {
    test: 'durable providers get the payload of the strategy as REQUEST, and keep no message',
    fails: /MessageRequest/,
  },
];

/** @type {Readonly<Record<string, readonly Difference[] | undefined>>} */
export const DIFFERENCES = { '11.1.24': OF_THE_OLDEST, '12.0.0': OF_THE_OLDEST };

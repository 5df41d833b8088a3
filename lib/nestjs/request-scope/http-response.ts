import type { HttpAdapterHost } from '@nestjs/core';
import { isLifetimeSource, type LifetimeSource } from '../../registry/lifetime.js';

/** Where a request of Fastify is told its response; one of Express knows it as `res`. */
const RESPONSE = Symbol('nestjs-registry:response');

interface Raw {
  [RESPONSE]?: unknown;
}

/** The part of Fastify that is needed. */
interface Fastify {
  addHook(
    name: 'onRequest',
    hook: (request: { raw: Raw }, reply: { raw: unknown }, done: () => void) => void,
  ): void;
}

/** Tells every request of Fastify its response: Fastify itself keeps the two apart. */
export function linkResponses({ httpAdapter }: HttpAdapterHost): void {
  // An application without a server has no adapter, whatever the type says.
  const adapter = httpAdapter as HttpAdapterHost['httpAdapter'] | undefined;
  if (adapter?.getType() !== 'fastify') return;
  adapter.getInstance<Fastify>().addHook('onRequest', ({ raw }, reply, done) => {
    raw[RESPONSE] = reply.raw;
    done();
  });
}

/** The response of an HTTP request of Express or Fastify, or of the bare request under one of these. */
export function responseOf(request: unknown): LifetimeSource | undefined {
  if (typeof request !== 'object' || request === null) return undefined;
  const { res, raw, [RESPONSE]: linked } = request as Raw & { res?: unknown; raw?: Raw };
  const response = res ?? linked ?? raw?.[RESPONSE];
  return isLifetimeSource(response) ? response : undefined;
}

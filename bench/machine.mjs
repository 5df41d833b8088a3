import { cpus, release, totalmem, type } from 'node:os';

/** What the figures were measured on. */
export function machine() {
  return {
    node: process.versions.node,
    v8: process.versions.v8,
    cpu: cpus()[0]?.model ?? process.arch,
    cores: cpus().length,
    os: `${type()} ${release()}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    date: new Date().toISOString().slice(0, 10),
  };
}

/** Where `callee` was called: file, line and column, as in a stack trace. */
export function callSite(callee: (...args: never[]) => unknown): string {
  const trace: { stack?: string } = {};
  Error.captureStackTrace(trace, callee);
  const caller = trace.stack?.split('\n')[1]?.trim();
  if (caller === undefined) return 'an unknown place';
  return /\((.+)\)$/.exec(caller)?.[1] ?? caller.replace(/^at /, '');
}

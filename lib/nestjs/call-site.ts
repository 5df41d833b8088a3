/** Where the function that asks was called from: file, line and column, as in a stack trace. */
export function callSite(): string {
  const trace: { stack?: string } = {};
  Error.captureStackTrace(trace, callSite);
  // The first line is a heading, the second the function that asks, the third its caller.
  const caller = trace.stack?.split('\n')[2]?.trim();
  if (caller === undefined) return 'an unknown place';
  return /\((.+)\)$/.exec(caller)?.[1] ?? caller.replace(/^at /, '');
}

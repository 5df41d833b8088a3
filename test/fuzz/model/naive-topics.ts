/* Which topics a pattern of segments fits, by trying out every way. */

/** Nothing where `*` stands within a segment. */
export function segmentsOf(pattern: string, separator: string): readonly string[] | undefined {
  const segments = pattern.split(separator);
  const isWrong = segments.some((one) => one.includes('*') && one !== '*' && one !== '**');
  return isWrong ? undefined : segments;
}

export function fitsText(steps: readonly string[], segments: readonly string[]): boolean {
  const [step, ...others] = steps;
  if (step === undefined) return segments.length === 0;
  if (step === '**')
    return Array.from({ length: segments.length + 1 }, (_hole, i) => segments.slice(i)).some(
      (rest) => fitsText(others, rest),
    );
  const [segment, ...rest] = segments;
  return segment !== undefined && (step === '*' || step === segment) && fitsText(others, rest);
}

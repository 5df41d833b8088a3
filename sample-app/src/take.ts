/** The first of them, without asking for more. */
export function take<T>(count: number, all: Iterable<T>): T[] {
  const taken: T[] = [];
  for (const each of all) {
    if (taken.length === count) break;
    taken.push(each);
  }
  return taken;
}

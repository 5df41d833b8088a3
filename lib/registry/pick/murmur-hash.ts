/**
 * MurmurHash3 (x86, 32 bits) of the UTF-16LE form of `text`, by Austin Appleby: fast, well mixed, the same in every process, and
 * no protection against who looks for collisions.
 */
export function murmurHash(text: string, seed: number): number {
  let hash = seed;
  const inPairs = text.length & ~1;
  for (let i = 0; i < inPairs; i += 2) {
    hash ^= scrambled(text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16));
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  if (inPairs < text.length) hash ^= scrambled(text.charCodeAt(inPairs));
  return mixed(hash ^ (2 * text.length));
}

function scrambled(block: number): number {
  const part = Math.imul(block, 0xcc9e2d51);
  return Math.imul((part << 15) | (part >>> 17), 0x1b873593);
}

/** Every bit of the result depends on every bit given. */
function mixed(hash: number): number {
  let result = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  result = Math.imul(result ^ (result >>> 13), 0xc2b2ae35);
  return (result ^ (result >>> 16)) >>> 0;
}

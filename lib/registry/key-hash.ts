import { fieldsOf, shapeOf, unreadable } from './key.js';
import { isSmallInteger } from './key-trie.js';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Only so much of a key is read: the hash has to spread keys, not to tell them apart. */
const SAMPLE = 24;
const DEPTH = 2;

/**
 * A hash of a key's content (FNV-1a, 32 bits) by which partitions are chosen. Equal keys have equal hashes.
 * Keys compared by identity all hash alike, since nothing of theirs may be read.
 *
 * @throws InvalidKeyError when the key cannot be read.
 */
export function hashKey(key: unknown): number {
  try {
    return hash(key, 0);
  } catch (error) {
    throw unreadable(key, error);
  }
}

function hash(key: unknown, depth: number): number {
  switch (typeof key) {
    case 'string':
      return hashString(key, FNV_OFFSET);
    case 'number':
      return isSmallInteger(key) ? mix(FNV_OFFSET, key) : hashString(String(key), FNV_OFFSET);
    case 'bigint':
      return hashString(key.toString(16), FNV_OFFSET);
    case 'symbol':
      return hashString(key.description ?? '', FNV_OFFSET);
    case 'boolean':
      return mix(FNV_OFFSET, key ? 1 : 0);
    case 'object':
      return key === null || depth > DEPTH ? FNV_OFFSET : hashObject(key, depth);
    default:
      return FNV_OFFSET;
  }
}

function hashObject(key: object, depth: number): number {
  switch (shapeOf(key)) {
    case 'array': {
      const array = key as readonly unknown[];
      let result = mix(FNV_OFFSET, array.length);
      for (let i = 0; i < array.length && i < SAMPLE; i++)
        result = mix(result, hash(array[i], depth + 1));
      return result;
    }
    case 'record': {
      const record = key as Readonly<Record<string, unknown>>;
      let result = FNV_OFFSET;
      for (const name of fieldsOf(record).slice(0, SAMPLE)) {
        result = mix(hashString(name, result), hash(record[name], depth + 1));
      }
      return result;
    }
    case 'date':
      return hashString(String((key as Date).getTime()), FNV_OFFSET);
    default:
      return FNV_OFFSET;
  }
}

function hashString(text: string, seed: number): number {
  let hash = mix(seed, text.length);
  if (text.length <= 2 * SAMPLE) {
    for (let i = 0; i < text.length; i++) hash = mix(hash, text.charCodeAt(i));
    return hash;
  }
  for (let i = 0; i < SAMPLE; i++) {
    hash = mix(mix(hash, text.charCodeAt(i)), text.charCodeAt(text.length - 1 - i));
  }
  return hash;
}

function mix(hash: number, value: number): number {
  return Math.imul(hash ^ value, FNV_PRIME);
}

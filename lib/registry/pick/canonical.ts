import { InvalidKeyError } from '../../errors.js';
import { fieldsOf, shapeOf, type Key } from '../key.js';

/**
 * The content of a captured key as text: the same for equal keys, in every process, and another one for others.
 *
 * @throws InvalidKeyError when a part is compared by identity, which means nothing in another process.
 */
export function canonical(key: Key): string {
  return write(key, key);
}

function write(part: unknown, key: Key): string {
  switch (shapeOf(part)) {
    case 'array': {
      const elements = (part as readonly unknown[]).map((element) => write(element, key));
      return `[${elements.join(',')}]`;
    }
    case 'record': {
      const record = part as Readonly<Record<string, unknown>>;
      const fields = fieldsOf(record).map(
        (name) => `${JSON.stringify(name)}:${write(record[name], key)}`,
      );
      return `{${fields.join(',')}}`;
    }
    case 'date':
      return `date ${(part as Date).getTime()}`;
    default:
      return writeAtom(part, key);
  }
}

function writeAtom(atom: unknown, key: Key): string {
  switch (typeof atom) {
    case 'string':
      return JSON.stringify(atom);
    case 'bigint':
      return `${atom.toString(16)}n`;
    case 'symbol': {
      const name = Symbol.keyFor(atom);
      if (name !== undefined) return `symbol ${JSON.stringify(name)}`;
      break;
    }
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(atom);
    default:
      if (atom === null) return 'null';
  }
  throw new InvalidKeyError(key, 'it has a part that no other process knows');
}

/**
 * How many objects of each class a heap snapshot has, and how many bytes they take: `node classes.js file`, as JSON. A
 * process of its own, because a snapshot is larger than what it is of.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Counts and bytes by class; what has no class is under its kind, such as `(closure)`. */
export type Classes = Readonly<Record<string, { readonly count: number; readonly bytes: number }>>;

interface Snapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: string[];
      readonly node_types: [string[], ...unknown[]];
    };
  };
  readonly nodes: number[];
  readonly strings: string[];
}

function classesOf({ snapshot: { meta }, nodes, strings }: Snapshot): Classes {
  const {
    node_fields: fields,
    node_types: [types],
  } = meta;
  const [type, name, size] = ['type', 'name', 'self_size'].map((field) => fields.indexOf(field));
  const classes = new Map<string, { count: number; bytes: number }>();
  for (let at = 0; at < nodes.length; at += fields.length) {
    const kind = types[nodes[at + type!]!]!;
    const of = kind === 'object' ? strings[nodes[at + name!]!]! : `(${kind})`;
    let known = classes.get(of);
    if (known === undefined) classes.set(of, (known = { count: 0, bytes: 0 }));
    known.count++;
    known.bytes += nodes[at + size!]!;
  }
  return Object.fromEntries(classes);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const snapshot = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Snapshot;
  process.stdout.write(JSON.stringify(classesOf(snapshot)));
}

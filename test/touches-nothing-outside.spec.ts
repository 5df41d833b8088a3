import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const sources = readdirSync('lib', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => join('lib', path));

/** None of these reads or writes a file, opens a connection, starts a process, or makes code of text. */
const BUILTINS = [
  'node:async_hooks',
  'node:crypto',
  'node:diagnostics_channel',
  'node:events',
  'node:util',
];
const PEERS = ['@nestjs/common', '@nestjs/core', 'reflect-metadata', 'rxjs'];
const CODE_OF_TEXT = ['eval', 'Function'];
const OF_THE_PROCESS = ['process', 'global', 'globalThis'];

/** What a text imports from outside, and the names in it that lead out of the library. */
function waysOut(text: string): string[] {
  const imported = ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName);
  const found = imported.filter((name) => !name.startsWith('.'));
  const visit = (node: ts.Node): void => {
    if (isImportCall(node)) found.push('import()');
    if (
      ts.isIdentifier(node) &&
      isName(node) &&
      [...CODE_OF_TEXT, ...OF_THE_PROCESS].includes(node.text)
    )
      found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true));
  return found;
}

function isImportCall(node: ts.Node): boolean {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
}

/** Whether it is a name by itself, and not a type or the name of a field. */
function isName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isTypeReferenceNode(parent)) return false;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return !ts.isPropertyAssignment(parent) || parent.initializer === node;
}

it('finds ways out', () => {
  expect(waysOut("import { a } from 'node:fs'; export * from './b.js';")).toEqual(['node:fs']);
  expect(waysOut("const a = await import(name); new Function('a'); eval('a');")).toEqual([
    'import()',
    'Function',
    'eval',
  ]);
  expect(waysOut('process.exit(1); globalThis.a = 1;')).toEqual(['process', 'globalThis']);
  expect(waysOut('let a: Function; this.process(); b = { eval: 1 };')).toEqual([]);
});

it.each(sources)(
  '%s touches nothing but its peers, and what of Node reaches nothing outside',
  (path) => {
    const allowed = [...PEERS, ...BUILTINS];
    expect(waysOut(readFileSync(path, 'utf8')).filter((way) => !allowed.includes(way))).toEqual([]);
  },
);

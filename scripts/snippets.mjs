/**
 * Turns every example of the documentation into a module under `test/generated`: the compiler
 * checks them (`scripts/check-snippets.mjs`) and `test/snippets.spec.ts` runs them.
 *
 * Examples are the ```ts fences of README.md, of docs/ and of the doc comments in lib/. A comment
 * `// => value` after a statement becomes an assertion; CONTRIBUTING.md describes the forms.
 * Line numbers are kept: line 57 of `README.md-42.ts` is line 57 of README.md.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/**
 * @typedef {{ text: string, line: number }} Line
 * @typedef {{ source: string, line: number, run: boolean, code: string, problem?: string }} Snippet
 * @typedef {{ name: string, file: string, run: boolean, checks: number[], problem?: string }} Item
 *   One line of the manifest; `checks` are the lines that assert something.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OUT = join('test', 'generated');

/** A snippet that breaks the rules of this file. */
class SnippetError extends Error {}

/**
 * The ```ts fences of a Markdown text.
 *
 * @param {string} text
 * @param {string} source
 * @returns {Snippet[]}
 */
export function snippetsOfMarkdown(text, source) {
  return fencesOf(
    text.split(/\r?\n/).map((text, index) => ({ text, line: index + 1 })),
    source,
  );
}

/**
 * The ```ts fences of the doc comments of a TypeScript text. An `@example` without one is a
 * problem: nothing would check it.
 *
 * @param {string} text
 * @param {string} source
 * @returns {Snippet[]}
 */
export function snippetsOfDocComments(text, source) {
  /** @type {Snippet[]} */
  const snippets = [];
  for (const comment of text.matchAll(/^[ \t]*\/\*\*[\s\S]*?\*\//gm)) {
    const first = lineOf(text, comment.index);
    const lines = comment[0]
      .replace(/\*\/$/, '')
      .split(/\r?\n/)
      .map((text, index) => ({ text: text.replace(/^\s*\/?\*+ ?/, ''), line: first + index }));
    const fences = fencesOf(lines, source);
    snippets.push(...fences);

    const tags = lines.filter(
      ({ text, line }) => /^@[a-z]/i.test(text) && !fences.some((fence) => isWithin(fence, line)),
    );
    for (const [index, { text, line }] of tags.entries()) {
      const end = tags[index + 1]?.line ?? Infinity;
      if (/^@example\b/.test(text) && !fences.some((f) => f.line > line && f.line < end)) {
        const problem = 'this @example has no ```ts fence, so nothing checks it';
        snippets.push({ source, line, run: false, code: '', problem });
      }
    }
  }
  return snippets;
}

/** @param {Snippet} snippet @param {number} line */
function isWithin(snippet, line) {
  return line > snippet.line && line <= snippet.line + snippet.code.split('\n').length;
}

/**
 * @param {Line[]} lines
 * @param {string} source
 * @returns {Snippet[]}
 */
function fencesOf(lines, source) {
  /** @type {Snippet[]} */
  const snippets = [];
  for (let at = 0; at < lines.length; at += 1) {
    const opening = /^(\s*)(`{3,}|~{3,})\s*(\S*)\s*(.*?)\s*$/.exec(lines[at]?.text ?? '');
    if (opening === null) continue;
    const [, indent = '', fence = '', language, flags] = opening;
    const closing = new RegExp(`^\\s*${fence[0]}{${fence.length},}\\s*$`);
    const start = at;
    do at += 1;
    while (at < lines.length && !closing.test(lines[at]?.text ?? ''));
    if (language !== 'ts' && language !== 'typescript') continue;

    /** @type {Snippet} */
    const snippet = {
      source,
      line: lines[start]?.line ?? 0,
      run: flags !== 'no-run',
      code: lines
        .slice(start + 1, at)
        .map(({ text }) => (text.startsWith(indent) ? text.slice(indent.length) : text.trimStart()))
        .join('\n'),
    };
    if (at === lines.length) snippet.problem = 'the fence is never closed';
    else if (flags !== '' && flags !== 'no-run') {
      snippet.problem = `unknown flag '${flags}' after \`\`\`ts; there is only 'no-run'`;
    }
    snippets.push(snippet);
  }
  return snippets;
}

/**
 * Turns each `// => …` comment into an assertion on the statement before it, without moving a line.
 *
 * @param {string} code
 * @param {number} [above] how many lines its source has above it
 * @returns {{ code: string, checks: number[] }} `checks` are the lines of the assertions
 */
export function withAssertions(code, above = 0) {
  const file = ts.createSourceFile('snippet.ts', code, ts.ScriptTarget.Latest, true);
  const promises = arrowComments(code, above);
  /** @type {{ from: number, to: number, text: string }[]} */
  const edits = [];
  /** @type {number[]} */
  const checks = [];

  for (const statement of statementsOf(file)) {
    const promise = promises.find(
      ({ at }) => at >= statement.end && /^;?\s*$/.test(code.slice(statement.end, at)),
    );
    if (promise === undefined) continue;
    promises.splice(promises.indexOf(promise), 1);
    checks.push(promise.line);
    const checked = ` __checked.add(${promise.line});`;

    if (ts.isExpressionStatement(statement)) {
      const expression = loggedBy(statement.expression) ?? statement.expression;
      const [before, after] = assertionOn(expression, promise);
      edits.push(
        { from: statement.getStart(), to: expression.getStart(), text: before },
        { from: expression.end, to: statement.end, text: `${after}${checked}` },
      );
    } else if (ts.isVariableStatement(statement)) {
      const [declaration, ...others] = statement.declarationList.declarations;
      if (declaration === undefined || others.length > 0 || !ts.isIdentifier(declaration.name)) {
        throw problemAt(promise, 'declare exactly one plain variable where `// =>` follows');
      }
      if (errorOf(promise) !== undefined) {
        throw problemAt(promise, 'a declaration cannot throw or reject here: drop the `const x =`');
      }
      const text = ` expect(${declaration.name.text}).toEqual(${promise.expected});${checked}`;
      edits.push({ from: statement.end, to: statement.end, text });
    } else {
      throw problemAt(promise, 'only an expression or a declaration can be asserted');
    }
  }

  const [unused] = promises;
  if (unused !== undefined) throw problemAt(unused, 'no statement ends just before this `// =>`');
  return { code: applied(edits, code), checks: checks.sort((a, b) => a - b) };
}

/**
 * @typedef {{ at: number, line: number, expected: string }} Promised
 *   A `// => expected` comment; an expected value may go on over more comment lines.
 */

/**
 * @param {string} code
 * @param {number} above
 * @returns {Promised[]}
 */
function arrowComments(code, above) {
  const lines = code.split('\n');
  return [...code.matchAll(/\/\/ =>(.*)$/gm)].map((match) => {
    const at = match.index;
    const line = above + lineOf(code, at);
    let expected = (match[1] ?? '').trim();
    for (let next = line - above; !isExpression(expected); next += 1) {
      const more = /^\s*\/\/(?! =>)(.*)$/.exec(lines[next] ?? '');
      if (more === null) {
        throw problemAt(
          { line },
          `\`${expected}\` is no expression, \`throws X\` or \`rejects X\``,
        );
      }
      expected += ` ${(more[1] ?? '').trim()}`;
    }
    return { at, line, expected };
  });
}

/** @param {string} text */
function isExpression(text) {
  if (errorOf({ expected: text }) !== undefined) return true;
  const { diagnostics = [] } = ts.transpileModule(`void [(${text})];`, { reportDiagnostics: true });
  return text !== '' && diagnostics.length === 0;
}

/**
 * @param {{ expected: string }} promise
 * @returns {{ how: string, name: string } | undefined}
 */
function errorOf({ expected }) {
  const [, how, name] = /^(throws|rejects) ([A-Z]\w*)$/.exec(expected) ?? [];
  return how === undefined || name === undefined ? undefined : { how, name };
}

/**
 * What stands before and after an asserted expression.
 *
 * @param {ts.Expression} expression
 * @param {Promised} promise
 * @returns {[before: string, after: string]}
 */
function assertionOn(expression, promise) {
  const error = errorOf(promise);
  if (error === undefined) return ['expect(', `).toEqual(${promise.expected});`];
  const after = ` })).toContain('${error.name}');`;
  if (error.how === 'rejects') {
    const wait = ts.isAwaitExpression(expression) ? '' : 'await ';
    return [`expect(await __rejectedBy(async () => { ${wait}`, after];
  }
  if (ts.isAwaitExpression(expression)) {
    throw problemAt(promise, 'an awaited expression `rejects`, it does not throw');
  }
  return ['expect(__thrownBy(() => { ', after];
}

/**
 * The one argument of `console.log(…)`, which is what a reader of `console.log(x); // => 3` means.
 *
 * @param {ts.Expression} expression
 */
function loggedBy(expression) {
  if (!ts.isCallExpression(expression) || expression.arguments.length !== 1) return undefined;
  return expression.expression.getText() === 'console.log' ? expression.arguments[0] : undefined;
}

/**
 * Every statement, also those within blocks and functions; inner ones first.
 *
 * @param {ts.Node} node
 * @returns {Generator<ts.Node>}
 */
function* statementsOf(node) {
  for (const child of node.getChildren()) yield* statementsOf(child);
  if (ts.isStatement(node)) yield node;
}

/** @param {{ from: number, to: number, text: string }[]} edits @param {string} code */
function applied(edits, code) {
  return [...edits]
    .sort((a, b) => b.from - a.from)
    .reduce((text, { from, to, text: by }) => text.slice(0, from) + by + text.slice(to), code);
}

/** @param {{ line: number }} where @param {string} what */
function problemAt({ line }, what) {
  return new SnippetError(`line ${line}: ${what}`);
}

/** @param {string} text @param {number} index */
function lineOf(text, index) {
  return text.slice(0, index).split('\n').length;
}

/**
 * The module of one snippet.
 *
 * @param {Snippet} snippet
 * @returns {{ item: Item, text: string }}
 */
export function moduleOf(snippet) {
  const name = `${snippet.source}:${snippet.line}`;
  const file = `${snippet.source.replaceAll('/', '-')}-${snippet.line}.ts`;
  /** @type {Item} */
  const item = { name, file, run: snippet.run, checks: [] };
  let body = snippet.code;
  try {
    if (snippet.problem !== undefined) throw new SnippetError(snippet.problem);
    const asserted = withAssertions(snippet.code, snippet.line);
    body = asserted.code;
    item.checks = asserted.checks;
  } catch (error) {
    if (!(error instanceof SnippetError)) throw error;
    item.problem = error.message;
  }
  const header = [`/* ${name} */`, 'export const __checked = new Set<number>();'];
  if (body.includes('__thrownBy') || body.includes('__rejectedBy')) {
    const helpers = '{ thrownBy as __thrownBy, rejectedBy as __rejectedBy }';
    header.push(`import ${helpers} from '../../scripts/thrown-by.mjs';`);
  }
  return { item, text: `${header.join(' ')}${'\n'.repeat(snippet.line)}${body}\n` };
}

/**
 * All snippets of the project.
 *
 * @param {string} root
 * @returns {Snippet[]}
 */
export function snippetsOf(root) {
  const read = (/** @type {string} */ path) => readFileSync(join(root, path), 'utf8');
  return [
    ...filesIn(root, 'README.md').flatMap((path) => snippetsOfMarkdown(read(path), path)),
    ...filesIn(root, 'docs', '.md')
      .filter((path) => !path.startsWith('docs/api/'))
      .flatMap((path) => snippetsOfMarkdown(read(path), path)),
    ...filesIn(root, 'lib', '.ts').flatMap((path) => snippetsOfDocComments(read(path), path)),
  ];
}

/**
 * @param {string} root
 * @param {string} path a file, or with an ending a folder
 * @param {string} [ending]
 */
function filesIn(root, path, ending) {
  if (ending === undefined) return readdirSync(root).includes(path) ? [path] : [];
  if (!readdirSync(root).includes(path)) return [];
  return readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
    .map((name) => `${path}/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith(ending))
    .sort();
}

/**
 * Writes the modules and their manifest. What did not change is left alone, for jest's cache.
 *
 * @param {string} root
 * @returns {Item[]}
 */
export function generate(root) {
  const modules = snippetsOf(root).map(moduleOf);
  const items = modules.map(({ item }) => item);
  const files = new Map(modules.map(({ item, text }) => [item.file, text]));
  files.set('manifest.json', `${JSON.stringify(items, null, 2)}\n`);

  const out = join(root, OUT);
  mkdirSync(out, { recursive: true });
  for (const name of readdirSync(out)) {
    if (!files.has(name)) rmSync(join(out, name), { recursive: true });
    else if (readFileSync(join(out, name), 'utf8') === files.get(name)) files.delete(name);
  }
  for (const [name, text] of files) writeFileSync(join(out, name), text);
  return items;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  for (const { name, problem } of generate(ROOT)) {
    // Not fatal here: it fails as a test of its own, and other tests can still be run.
    if (problem !== undefined) console.error(`${name}: ${problem}`);
  }
}

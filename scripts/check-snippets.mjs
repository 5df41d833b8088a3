/**
 * Type-checks the generated snippets. A snippet that augments a module or the global scope is
 * compiled in a program of its own, for its declarations would reach all the others.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const GENERATED = join(ROOT, 'test', 'generated');
const CONFIG = join(ROOT, 'tsconfig.json');

const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(CONFIG, (path) => ts.sys.readFile(path)).config,
  ts.sys,
  ROOT,
);
const host = cachingHost(options);
/** @type {{ name: string, file: string, problem?: string }[]} */
const manifest = JSON.parse(readFileSync(join(GENERATED, 'manifest.json'), 'utf8'));
const nameOf = new Map(manifest.map(({ name, file }) => [file, name.replace(/:\d+$/, '')]));

const files = readdirSync(GENERATED).filter((name) => name.endsWith('.ts'));
const alone = files.filter((name) =>
  /^\s*declare (module|global)\b/m.test(readFileSync(join(GENERATED, name), 'utf8')),
);
const together = files.filter((name) => !alone.includes(name));

const problems = manifest.flatMap(({ name, problem }) => (problem ? [`${name}: ${problem}`] : []));
for (const group of [together, ...alone.map((name) => [name])]) problems.push(...check(group));

for (const problem of problems) console.error(problem);
console.log(`${files.length} snippets type-checked, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

/**
 * @param {string[]} names
 * @returns {string[]}
 */
function check(names) {
  const program = ts.createProgram({
    rootNames: names.map((name) => join(GENERATED, name)),
    options,
    host,
  });
  return names.flatMap((name) => {
    const file = program.getSourceFile(join(GENERATED, name));
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      text,
    );
  });
}

/** @param {ts.Diagnostic} diagnostic */
function text({ file, start = 0, code, messageText }) {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  if (file === undefined) return `TS${code}: ${message}`;
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  const name = nameOf.get(relative(GENERATED, file.fileName)) ?? file.fileName;
  return `${name}:${line + 1}:${character + 1}: TS${code}: ${message}`;
}

/**
 * Parses each file once for all programs.
 *
 * @param {ts.CompilerOptions} options
 */
function cachingHost(options) {
  const host = ts.createCompilerHost(options, true);
  const parse = host.getSourceFile.bind(host);
  /** @type {Map<string, ts.SourceFile | undefined>} */
  const parsed = new Map();
  host.getSourceFile = (name, ...rest) => {
    if (!parsed.has(name)) parsed.set(name, parse(name, ...rest));
    return parsed.get(name);
  };
  return host;
}

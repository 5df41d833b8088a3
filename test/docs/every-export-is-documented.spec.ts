import ts from 'typescript';

const entries = ['lib/index.ts', 'lib/testing/index.ts'];
const program = ts.createProgram(entries, {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  experimentalDecorators: true,
  types: ['node'],
  noEmit: true,
});
const checker = program.getTypeChecker();

/** Every name that the package exports, with its declaration. */
const exported = entries
  .flatMap((entry) =>
    checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)!)!),
  )
  .map((symbol): [string, ts.Symbol] => [
    symbol.name,
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  ]);

function tags(symbol: ts.Symbol): string[] {
  return symbol.getJsDocTags(checker).map(({ name }) => name);
}

it('finds the exports', () => {
  expect(exported.map(([name]) => name)).toContain('Registry');
});

it.each(exported)('%s says what it is, with an example', (_, symbol) => {
  expect(ts.displayPartsToString(symbol.getDocumentationComment(checker))).not.toBe('');
  expect(tags(symbol)).toEqual(expect.arrayContaining(['publicApi', 'example']));
});

/** Every public member of every exported class. */
const members = exported.flatMap(([name, symbol]) => {
  const declaration = symbol.valueDeclaration;
  if (declaration === undefined || !ts.isClassDeclaration(declaration)) return [];
  return declaration.members
    .filter((member) => member.name !== undefined && !ts.isPrivateIdentifier(member.name))
    .filter((member) => !ts.isComputedPropertyName(member.name!))
    .map((member): [string, ts.Node] => [`${name}.${member.name!.getText()}`, member]);
});

it.each(members)('%s says what it does', (name) => {
  const self = name.endsWith('.name') || name.endsWith('.code') || /\.to(String|JSON)$/.test(name);
  // Of an overloaded method one signature says it for all.
  const documented = members.some(
    ([other, member]) => other === name && ts.getJSDocCommentsAndTags(member).length > 0,
  );
  expect(self || documented).toBe(true);
});

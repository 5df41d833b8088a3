import { basename } from 'node:path';
import ts from 'typescript';

interface Walk {
  readonly checker: ts.TypeChecker;
  readonly sites: Set<string>;
  /** The types that are being looked into: one that contains itself is not looked into again. */
  readonly within: ts.Symbol[];
}

/**
 * The places of an API where code of a user is handed over to be called, by their names: parameters such as
 * `Registry.subscribe(handler)`, options such as `SubscribeOptions.filter`, and what is observed, such as
 * `Registry.errors observer`. They are found in the types of what modules export, so a new one is found as well.
 *
 * To be called are functions, classes that can be constructed, and methods of objects that are not the library's, wherever a
 * parameter, an option, or what a callback returns has one.
 */
export class CallbackSites {
  readonly #program: ts.Program;

  /** `modules` are all that will be asked for. */
  constructor(modules: readonly string[]) {
    this.#program = ts.createProgram(modules, {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      target: ts.ScriptTarget.ES2023,
      strict: true,
      experimentalDecorators: true,
      types: ['node'],
      noEmit: true,
    });
  }

  /** Those of what these modules export, in order. */
  of(modules: readonly string[]): readonly string[] {
    const checker = this.#program.getTypeChecker();
    const walk: Walk = { checker, sites: new Set(), within: [] };
    for (const module of modules) {
      const source = this.#program.getSourceFile(module);
      if (source === undefined) throw new TypeError(`There is no ${module}.`);
      for (const exported of checker.getExportsOfModule(checker.getSymbolAtLocation(source)!)) {
        const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
        visitExport(walk, isAlias ? checker.getAliasedSymbol(exported) : exported);
      }
    }
    return [...walk.sites].toSorted();
  }
}

function visitExport(walk: Walk, symbol: ts.Symbol): void {
  const [declaration] = symbol.declarations ?? [];
  if (declaration === undefined || ts.isTypeAliasDeclaration(declaration)) return;
  if (ts.isClassDeclaration(declaration)) visitClass(walk, symbol);
  // A class of the user's may implement it.
  else if (ts.isInterfaceDeclaration(declaration))
    visitProperties(walk, declaredType(walk, symbol));
  else visitOffered(walk, walk.checker.getTypeOfSymbol(symbol), symbol.name);
}

function visitClass(walk: Walk, symbol: ts.Symbol): void {
  const { checker, sites } = walk;
  const instance = declaredType(walk, symbol);
  const back = callsBack(instance);
  if (back !== undefined) sites.add(`${symbol.name} ${back}`);
  const statics = checker.getTypeOfSymbol(symbol);
  for (const construct of statics.getConstructSignatures())
    if (!isInternal(construct.declaration)) visitParameters(walk, construct, `new ${symbol.name}`);
  for (const member of [...statics.getProperties(), ...instance.getProperties()]) {
    const [declaration] = member.declarations ?? [];
    if (declaration === undefined || member.name === 'prototype' || isHidden(declaration)) continue;
    // What is inherited is a site of the parent.
    if (isOwn(declaration) && declaration.parent === symbol.valueDeclaration)
      visitOffered(walk, checker.getTypeOfSymbol(member), `${symbol.name}.${member.name}`);
  }
}

/** What the library offers: what it takes when it is called, and what it gives. */
function visitOffered(walk: Walk, type: ts.Type, path: string): void {
  const back = callsBack(type);
  if (back !== undefined) walk.sites.add(`${path} ${back}`);
  for (const signature of type.getCallSignatures()) {
    visitParameters(walk, signature, path);
    visitOffered(walk, signature.getReturnType(), `${path}()`);
  }
}

function visitParameters(walk: Walk, signature: ts.Signature, path: string): void {
  for (const parameter of signature.getParameters())
    visitGiven(walk, walk.checker.getTypeOfSymbol(parameter), `${path}(${parameter.name})`);
}

/** What a user hands over. */
function visitGiven(walk: Walk, given: ts.Type, path: string): void {
  const { checker, sites } = walk;
  const type = isDeferred(given) ? checker.getBaseConstraintOfType(given) : given;
  if (type === undefined) return;
  if (type.isUnionOrIntersection()) {
    for (const part of type.types) visitGiven(walk, part, path);
  } else if (isToBeCalled(type)) {
    sites.add(path);
    for (const signature of type.getCallSignatures()) {
      // What somebody else's function gives is not asked for.
      if (signature.declaration !== undefined && isOwn(signature.declaration))
        visitGiven(walk, signature.getReturnType(), `${path}()`);
    }
  } else if ((type.flags & ts.TypeFlags.Object) !== 0) {
    visitObject(walk, type, path);
  }
}

function visitObject(walk: Walk, type: ts.Type, path: string): void {
  const [declaration] = type.symbol?.declarations ?? [];
  if (declaration !== undefined && ts.isMappedTypeNode(declaration)) {
    visitProperties(walk, type, path);
  } else if (declaration !== undefined && isOfTheLanguage(declaration)) {
    // Arrays, promises and such: what is in them.
    for (const part of walk.checker.getTypeArguments(type as ts.TypeReference))
      visitGiven(walk, part, path);
  } else if (declaration === undefined || isOwn(declaration) || !isNamed(declaration)) {
    // Objects of the library's classes are its own.
    if (declaration === undefined || !ts.isClassDeclaration(declaration))
      visitProperties(walk, type, path);
  } else if (hasMethods(walk, type)) {
    walk.sites.add(`${path}: ${type.symbol.name}`);
  }
}

/** A property that an interface of the library declares is one site, whoever takes the interface. */
function visitProperties(walk: Walk, type: ts.Type, path?: string): void {
  const { checker, within } = walk;
  if (within.includes(type.symbol)) return;
  within.push(type.symbol);
  for (const property of type.getProperties()) {
    const owner = ownerOf(property) ?? path;
    // A mapped array has the methods of an array.
    if (owner === undefined || property.declarations?.some(isOfTheLanguage) === true) continue;
    visitGiven(walk, checker.getTypeOfSymbol(property), `${owner}.${property.name}`);
  }
  within.pop();
}

function declaredType({ checker }: Walk, symbol: ts.Symbol): ts.Type {
  return checker.getDeclaredTypeOfSymbol(symbol);
}

function ownerOf(property: ts.Symbol): string | undefined {
  const [declaration] = property.declarations ?? [];
  const parent = declaration?.parent;
  const isOurs = parent !== undefined && ts.isInterfaceDeclaration(parent) && isOwn(parent);
  return isOurs ? parent.name.text : undefined;
}

/** How what the library gives calls back, if it does. */
function callsBack(type: ts.Type): 'observer' | 'listener' | undefined {
  for (const { symbol } of [type, ...(type.getBaseTypes() ?? [])]) {
    if (symbol?.name === 'Observable') return 'observer';
    if (symbol?.name === 'AbortSignal') return 'listener';
  }
  return undefined;
}

function isDeferred({ flags }: ts.Type): boolean {
  const deferred = ts.TypeFlags.TypeParameter | ts.TypeFlags.Conditional;
  return (flags & (deferred | ts.TypeFlags.IndexedAccess)) !== 0;
}

/** Nobody can construct an abstract class: it is a topic, or decorated. */
function isToBeCalled(type: ts.Type): boolean {
  const constructible = type.getConstructSignatures().filter(({ declaration }) => {
    const isAbstract = declaration !== undefined && ts.isConstructorTypeNode(declaration);
    return !(isAbstract && declaration.modifiers?.[0]?.kind === ts.SyntaxKind.AbstractKeyword);
  });
  return type.getCallSignatures().length > 0 || constructible.length > 0;
}

function hasMethods({ checker }: Walk, type: ts.Type): boolean {
  return type
    .getProperties()
    .map((property) => checker.getNonNullableType(checker.getTypeOfSymbol(property)))
    .some((member) => member.getCallSignatures().length > 0);
}

function isNamed(declaration: ts.Declaration): boolean {
  return ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration);
}

function isOwn(node: ts.Node): boolean {
  return !node.getSourceFile().fileName.includes('/node_modules/');
}

function isOfTheLanguage(node: ts.Node): boolean {
  return /^lib\.(es|decorators)/.test(basename(node.getSourceFile().fileName));
}

function isInternal(declaration: ts.Node | undefined): boolean {
  return (
    declaration === undefined ||
    ts.getJSDocTags(declaration).some(({ tagName }) => tagName.text === 'internal')
  );
}

function isHidden(declaration: ts.Declaration): boolean {
  const name = ts.getNameOfDeclaration(declaration);
  const notPublic = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return (
    isInternal(declaration) ||
    (name !== undefined && ts.isPrivateIdentifier(name)) ||
    (ts.getCombinedModifierFlags(declaration) & notPublic) !== 0
  );
}

/** Writes a source file anew, with every mutation in it behind a switch. */
import ts from 'typescript';
import { isChain, OPERATORS } from './operators.mjs';

/**
 * @typedef {{ id: number, file: string, line: number, column: number, operator: string, from: string, to: string }} Mutant
 * @typedef {(node: ts.Node, operator: string, from: string, to: string) => string} Add gives the switch of a new mutant
 */

/** The global function that is true where a mutant is switched on. */
export const SWITCH = '$mutant';

/**
 * @param {string} file
 * @param {string} source
 * @param {number} firstId
 */
export function instrument(file, source, firstId) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  /** @type {Mutant[]} */
  const mutants = [];
  /** @type {Add} */
  const add = (node, operator, from, to) => {
    const id = firstId + mutants.length;
    const { line, character } = tree.getLineAndCharacterOfPosition(node.getStart());
    mutants.push({ id, file, line: line + 1, column: character + 1, operator, from, to });
    return `${SWITCH}(${id})`;
  };
  return { code: render(tree, add), mutants };
}

/**
 * The text of a node with what was made of it.
 *
 * @param {ts.Node} node
 * @param {Add} add
 * @returns {string}
 */
function render(node, add) {
  if (isWithoutCode(node)) return node.getFullText();
  const switches = ts.isExpression(node) && canBeReplaced(node) ? replacements(node, add) : '';
  const text = inner(node, add);
  const lead = node.getFullText().slice(0, node.getLeadingTriviaWidth());
  if (switches !== '') return `${lead}(${switches}(${text.slice(lead.length)}))`;
  if (ts.isExpressionStatement(node) && canBeLeftOut(node))
    return `${lead}{if (!${add(node, 'statement', node.getText(), '')}) {${text.slice(lead.length)}}}`;
  return text;
}

/**
 * @param {ts.Expression} node
 * @param {Add} add
 */
function replacements(node, add) {
  const seen = new Set([node.getText()]);
  let switches = '';
  for (const operator of OPERATORS)
    for (const { operator: name, text } of operator(node)) {
      if (seen.has(text)) continue;
      seen.add(text);
      switches += `${add(node, name, node.getText(), text)} ? (${text}) : `;
    }
  return switches;
}

/**
 * @param {ts.Node} node
 * @param {Add} add
 */
function inner(node, add) {
  const full = node.getFullText();
  const start = node.getFullStart();
  let text = '';
  let at = 0;
  node.forEachChild((child) => {
    text += full.slice(at, child.getFullStart() - start) + render(child, add);
    at = child.getEnd() - start;
  });
  text += full.slice(at);
  if (!ts.isBlock(node) || !canBeEmptied(node)) return text;
  const open = text.indexOf('{', node.getLeadingTriviaWidth());
  const on = add(node, 'block', node.getText(), '{}');
  return `${text.slice(0, open)}{if (!${on}) ${text.slice(open)}}`;
}

/**
 * Not what another mutation does as well: a function without its only `return`, an `if` that is never true.
 *
 * @param {ts.Block} block
 */
function canBeEmptied({ statements, parent }) {
  const [first] = statements;
  if (first === undefined || (statements.length === 1 && ts.isReturnStatement(first))) return false;
  if (ts.isIfStatement(parent) && parent.elseStatement === undefined) return false;
  return !statements.some((each) => each.getText().startsWith('super('));
}

/**
 * A call by itself, or an assignment; not if that is the whole block, which is emptied already.
 *
 * @param {ts.ExpressionStatement} node
 */
function canBeLeftOut({ parent, expression }) {
  if (expression.getText().startsWith('super(')) return false;
  if (ts.isBlock(parent) && parent.statements.length === 1) return false;
  return true;
}

/** @param {ts.Node} node */
function isWithoutCode(node) {
  if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return true;
  return (
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isModuleDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    ts.isTypeParameterDeclaration(node) ||
    ts.isEnumDeclaration(node)
  );
}

/**
 * Not what is assigned to, a link in the middle of an optional chain, or the name of a property.
 *
 * @param {ts.Expression} node
 */
function canBeReplaced(node) {
  const { parent } = node;
  if (ts.isBinaryExpression(parent) && parent.left === node && isAssignment(parent)) return false;
  if (isChain(parent) && parent.expression === node) return false;
  if (ts.isNonNullExpression(parent) && isChain(parent)) return false;
  if (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent))
    return parent.name !== node;
  if (ts.isCaseClause(parent)) return false;
  return !ts.isPropertyDeclaration(parent) || parent.name !== node;
}

/** @param {ts.BinaryExpression} node */
const isAssignment = ({ operatorToken: { kind } }) =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

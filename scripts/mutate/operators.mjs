/**
 * What is changed: each operator looks at one expression and says what could stand there instead.
 * A replacement is source text, and holds no other mutation.
 */
import ts from 'typescript';
import { isMessage } from './messages.mjs';

/**
 * @typedef {{ operator: string, text: string }} Replacement
 * @typedef {(node: ts.Expression) => Replacement[]} Operator
 */

const K = ts.SyntaxKind;

/** @type {ReadonlyMap<ts.SyntaxKind, readonly string[]>} */
const SWAPS = new Map(
  /** @type {[ts.SyntaxKind, string[]][]} */ ([
    [K.LessThanToken, ['<=', '>=']],
    [K.LessThanEqualsToken, ['<', '>']],
    [K.GreaterThanToken, ['>=', '<=']],
    [K.GreaterThanEqualsToken, ['>', '<']],
    [K.EqualsEqualsEqualsToken, ['!==']],
    [K.ExclamationEqualsEqualsToken, ['===']],
    [K.AmpersandAmpersandToken, ['||']],
    [K.BarBarToken, ['&&']],
    [K.QuestionQuestionToken, ['&&']],
    [K.PlusToken, ['-']],
    [K.MinusToken, ['+']],
    [K.AsteriskToken, ['/']],
    [K.SlashToken, ['*']],
    [K.PercentToken, ['*']],
    [K.AmpersandToken, ['|']],
    [K.BarToken, ['&']],
    [K.CaretToken, ['&']],
    [K.LessThanLessThanToken, ['>>']],
    [K.GreaterThanGreaterThanToken, ['<<']],
    [K.GreaterThanGreaterThanGreaterThanToken, ['<<']],
    [K.PlusEqualsToken, ['-=']],
    [K.MinusEqualsToken, ['+=']],
    [K.AsteriskEqualsToken, ['/=']],
    [K.QuestionQuestionEqualsToken, ['=']],
    [K.BarBarEqualsToken, ['&&=']],
    [K.AmpersandAmpersandEqualsToken, ['||=']],
  ]),
);

const COMPARISONS = new Set([
  ...[K.LessThanToken, K.LessThanEqualsToken, K.GreaterThanToken, K.GreaterThanEqualsToken],
  ...[K.EqualsEqualsEqualsToken, K.ExclamationEqualsEqualsToken],
  ...[K.InstanceOfKeyword, K.InKeyword],
]);
const LOGICAL = new Set([K.AmpersandAmpersandToken, K.BarBarToken]);

/** Methods of the language, and the one that is easily mistaken for it; without one the call is left out. */
const METHODS = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['min', 'max'],
  ['max', 'min'],
  ['startsWith', 'endsWith'],
  ['endsWith', 'startsWith'],
  ['filter', undefined],
  ['slice', undefined],
  ['sort', undefined],
  ['reverse', undefined],
]);

/** @type {Operator} */
function swapsOperator(node) {
  if (!ts.isBinaryExpression(node)) return [];
  const { left, operatorToken, right } = node;
  if (operatorToken.kind === K.PlusToken && (isText(left) || isText(right))) return [];
  return (SWAPS.get(operatorToken.kind) ?? []).map((swap) => ({
    operator: ts.tokenToString(operatorToken.kind) ?? '',
    text: `${left.getText()} ${swap} ${right.getText()}`,
  }));
}

/** @type {Operator} */
function decidesCondition(node) {
  const values = [];
  // A loop that never ends says nothing that one which never begins would not.
  if (isCondition(node) || isTruth(node)) values.push('false');
  if ((isCondition(node) && !isLoop(node.parent)) || (isTruth(node) && !isLoop(node.parent)))
    values.unshift('true');
  return node.kind === K.TrueKeyword ? [] : values.map((text) => ({ operator: 'condition', text }));
}

/** @type {Operator} */
function negates(node) {
  if (node.kind === K.TrueKeyword) return [{ operator: 'boolean', text: 'false' }];
  if (node.kind === K.FalseKeyword) return [{ operator: 'boolean', text: 'true' }];
  if (!ts.isPrefixUnaryExpression(node)) return [];
  const { operator, operand } = node;
  if (operator === K.ExclamationToken) return [{ operator: '!', text: operand.getText() }];
  if (operator === K.MinusToken) return [{ operator: '-', text: `+${operand.getText()}` }];
  if (operator === K.TildeToken) return [{ operator: '~', text: operand.getText() }];
  return [];
}

/** @type {Operator} */
function counts(node) {
  if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return [];
  const { operator, operand } = node;
  if (operator !== K.PlusPlusToken && operator !== K.MinusMinusToken) return [];
  const swap = operator === K.PlusPlusToken ? '--' : '++';
  const text = ts.isPrefixUnaryExpression(node)
    ? `${swap}${operand.getText()}`
    : `${operand.getText()}${swap}`;
  return [{ operator: ts.tokenToString(operator) ?? '', text }];
}

/** @type {Operator} */
function empties(node) {
  if (ts.isArrayLiteralExpression(node) && node.elements.length > 0)
    return [{ operator: 'array', text: '[]' }];
  if (ts.isObjectLiteralExpression(node) && node.properties.length > 0)
    return [{ operator: 'object', text: '{}' }];
  if (isText(node) && ts.isStringLiteral(node) && !isMessage(node))
    return [{ operator: 'string', text: node.text === '' ? "'mutated'" : "''" }];
  return [];
}

/** @type {Operator} */
function forgetsOptional(node) {
  if (!isChain(node) || isChain(node.parent)) return [];
  /** @type {Replacement[]} */
  const replacements = [];
  const start = node.getStart();
  for (let link = /** @type {ts.Node} */ (node); isChain(link); link = link.expression) {
    const token = link.questionDotToken;
    if (token === undefined) continue;
    const text = node.getText();
    const after = text.slice(token.end - start);
    replacements.push({
      operator: '?.',
      text:
        text.slice(0, token.getStart() - start) +
        (ts.isPropertyAccessExpression(link) ? `.${after}` : after),
    });
  }
  return replacements;
}

/** @type {Operator} */
function mistakesMethod(node) {
  if (!ts.isCallExpression(node) || isChain(node)) return [];
  const { expression } = node;
  if (!ts.isPropertyAccessExpression(expression) || !METHODS.has(expression.name.text)) return [];
  const object = expression.expression.getText();
  const other = METHODS.get(expression.name.text);
  const call = `${object}.${other}(${node.arguments.map((each) => each.getText()).join(', ')})`;
  return [{ operator: `.${expression.name.text}()`, text: other === undefined ? object : call }];
}

/** @type {Operator} */
function returnsNothing(node) {
  const { parent } = node;
  const returned =
    (ts.isReturnStatement(parent) && parent.expression === node) ||
    (ts.isArrowFunction(parent) && parent.body === node);
  // Of these an operator above says what else they could be.
  if (!returned || isTruth(node) || isTruthLiteral(node) || isUndefined(node)) return [];
  return [{ operator: 'return', text: 'undefined' }];
}

/** @type {readonly Operator[]} */
export const OPERATORS = [
  ...[decidesCondition, swapsOperator, negates, counts],
  ...[empties, forgetsOptional, mistakesMethod, returnsNothing],
];

/** @param {ts.Node} node */
function isTruth(node) {
  if (ts.isParenthesizedExpression(node)) return isTruth(node.expression);
  if (ts.isPrefixUnaryExpression(node)) return node.operator === K.ExclamationToken;
  if (!ts.isBinaryExpression(node)) return false;
  return COMPARISONS.has(node.operatorToken.kind) || LOGICAL.has(node.operatorToken.kind);
}

/** @param {ts.Node} node */
function isCondition(node) {
  const { parent } = node;
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent))
    return parent.expression === node;
  return (
    (ts.isConditionalExpression(parent) || ts.isForStatement(parent)) && parent.condition === node
  );
}

/** @param {ts.Node} node */
const isLoop = (node) =>
  ts.isWhileStatement(node) || ts.isDoStatement(node) || ts.isForStatement(node);

/** @param {ts.Node} node */
const isTruthLiteral = ({ kind }) => kind === K.TrueKeyword || kind === K.FalseKeyword;

/** @param {ts.Node} node */
const isUndefined = (node) => ts.isIdentifier(node) && node.text === 'undefined';

/** @param {ts.Node} node */
const isText = (node) => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);

/**
 * @param {ts.Node} node
 * @returns {node is ts.PropertyAccessChain | ts.ElementAccessChain | ts.CallChain}
 */
export const isChain = (node) => ts.isOptionalChain(node) && !ts.isNonNullExpression(node);

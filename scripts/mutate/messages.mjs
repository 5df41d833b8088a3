/** Which strings are words for people: those are not changed, for no test compares messages word by word. */
import ts from 'typescript';

/** @param {ts.StringLiteral} node */
export function isMessage(node) {
  if (/\s/.test(node.text)) return true;
  for (
    let { parent } = /** @type {ts.Node} */ (node);
    parent !== undefined;
    parent = parent.parent
  ) {
    if (ts.isTemplateSpan(parent) || ts.isThrowStatement(parent)) return true;
    if (ts.isNewExpression(parent) && /Error$/.test(parent.expression.getText())) return true;
    if (ts.isCallExpression(parent) && parent.expression.getText() === 'Symbol') return true;
    if (ts.isFunctionLike(parent)) return /^describe/.test(parent.name?.getText() ?? '');
  }
  return false;
}

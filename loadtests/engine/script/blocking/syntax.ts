/** The little that the search for blocking calls needs of a syntax tree. */

import type { AnyNode, Node } from 'acorn';

export type FunctionNode = Extract<
  AnyNode,
  { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
>;

export function isFunction(node: AnyNode): node is FunctionNode {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  );
}

/** Where it begins, from 1. The tree must have been parsed with locations. */
export function startOf({ loc }: AnyNode): { readonly line: number; readonly column: number } {
  const { line, column } = loc?.start ?? { line: 1, column: 0 };
  return { line, column: column + 1 };
}

/** Direct children, in the order of the source. */
export function childrenOf(node: AnyNode): AnyNode[] {
  return (Object.values(node) as unknown[])
    .flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]))
    .filter(isNode);
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** Identifiers that a pattern declares. */
export function namesIn(pattern: AnyNode): string[] {
  if (pattern.type === 'Identifier') return [pattern.name];
  if (pattern.type === 'AssignmentPattern') return namesIn(pattern.left);
  if (pattern.type === 'RestElement') return namesIn(pattern.argument);
  if (pattern.type === 'Property') return namesIn(pattern.value);
  const isPattern = pattern.type === 'ObjectPattern' || pattern.type === 'ArrayPattern';
  return isPattern ? childrenOf(pattern).flatMap(namesIn) : [];
}

/** `a.b` and `a['b']` → `b`. */
export function propertyName(node: AnyNode): string | undefined {
  const [key, computed] =
    node.type === 'MemberExpression'
      ? [node.property, node.computed]
      : node.type === 'Property' ||
          node.type === 'MethodDefinition' ||
          node.type === 'PropertyDefinition'
        ? [node.key, node.computed]
        : [undefined, false];
  if (key === undefined) return undefined;
  if (key.type === 'Literal') return String(key.value);
  return !computed && key.type === 'Identifier' ? key.name : undefined;
}

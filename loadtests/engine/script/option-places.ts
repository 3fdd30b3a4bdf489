/** Where the options of a script stand in its source, so that what is wrong with one is told at its place. */

import type { AnyNode } from 'acorn';
import type { SourcePosition } from '../../../harness/contracts/errors.ts';
import { childrenOf, propertyName, startOf } from './blocking/syntax.ts';
import type { PositionOf } from './source-positions.ts';

/** Positions by path, its parts joined by line breaks (names of sub-metrics hold all other characters). */
export type OptionPlaces = Readonly<Record<string, SourcePosition>>;

/** The place of an option, or of the nearest one around it that stands in the script as written. */
export function placeOfOption(
  places: OptionPlaces,
  path: readonly string[],
): SourcePosition | undefined {
  for (let length = path.length; length > 0; length--) {
    const place = places[path.slice(0, length).join('\n')];
    if (place !== undefined) return place;
  }
  return undefined;
}

/** Of options that are written out as an object. */
export function optionPlaces(program: AnyNode, positionOf: PositionOf): OptionPlaces {
  const places: Record<string, SourcePosition> = {};
  const note = (path: readonly string[], node: AnyNode): void => {
    const position = positionOf(startOf(node));
    if (position !== undefined) places[path.join('\n')] ??= position;
  };
  const walk = (value: AnyNode, path: readonly string[]): void => {
    for (const [name, key, inner] of entriesOf(value)) {
      note([...path, name], key);
      walk(inner, [...path, name]);
    }
  };
  for (const options of optionsOf(program)) walk(options, []);
  return places;
}

function entriesOf(value: AnyNode): [name: string, key: AnyNode, value: AnyNode][] {
  if (value.type === 'ArrayExpression')
    return value.elements.flatMap((element, index) =>
      element === null ? [] : [[String(index), element, element]],
    );
  if (value.type !== 'ObjectExpression') return [];
  return value.properties.flatMap((property) => {
    const name = propertyName(property);
    return name === undefined || property.type !== 'Property'
      ? []
      : [[name, property.key, property.value]];
  });
}

/** `export const options = {…}`, as the bundler leaves it, or `exports.options = {…}`. */
function optionsOf(node: AnyNode): AnyNode[] {
  if (node.type === 'Program')
    return node.body.flatMap((statement) => [...declared(statement), ...optionsOf(statement)]);
  const isExport =
    node.type === 'AssignmentExpression' &&
    node.left.type === 'MemberExpression' &&
    propertyName(node.left) === 'options';
  return isExport ? [node.right] : childrenOf(node).flatMap(optionsOf);
}

function declared(statement: AnyNode): AnyNode[] {
  if (statement.type !== 'VariableDeclaration') return [];
  return statement.declarations.flatMap(({ id, init }) =>
    id.type === 'Identifier' && /^options\d*$/.test(id.name) && init ? [init] : [],
  );
}

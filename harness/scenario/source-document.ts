/** A scenario file as a document that knows where each of its values was written. */

import { basename } from 'node:path';
import {
  Document,
  isCollection,
  isMap,
  isPair,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
} from 'yaml';
import { ChaosError, type SourcePosition } from '../contracts/errors.ts';
import { resolveAliases } from './resolve-aliases.ts';
import { formatPath, ScenarioError, type Path } from './scenario-error.ts';
import { yamlWords } from './yaml-words.ts';

export interface SourceDocument {
  /** What the user calls it; positions carry it. */
  readonly name: string;
  readonly yaml: Document;
  /** Paths set from the command line, with the words that set them. */
  readonly overridden: Map<string, string>;
  /** The nearest thing written down for `path`; with `atKey` the field's name, else its value. */
  readonly locate: (path: Path, atKey: boolean) => SourcePosition;
  /** Where an offset of the text is. */
  readonly place: (offset: number) => SourcePosition;
}

/** Throws ScenarioError with every CHAOS_ERR_SCENARIO_SYNTAX of the text. */
export function parseSource(name: string, text: string): SourceDocument {
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const errors = [...yaml.errors, ...yaml.warnings].map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    const position = { file: name, line, column: col };
    const { message, help } = yamlWords(error);
    return new ChaosError('CHAOS_ERR_SCENARIO_SYNTAX', message, { position, help });
  });
  const [first, ...others] = errors;
  if (first !== undefined) throw new ScenarioError(name, [first, ...others]);
  return toDocument(name, yaml, lines);
}

/** A document made of a value, for scenarios written in TypeScript: positions name only the file. */
export function documentOf(name: string, value: unknown): SourceDocument {
  return toDocument(name, new Document(value), undefined);
}

function toDocument(name: string, yaml: Document, lines: LineCounter | undefined): SourceDocument {
  const overridden = new Map<string, string>();
  const place = (offset: number): SourcePosition => {
    if (lines === undefined) return { file: name };
    const { line, col } = lines.linePos(offset);
    return { file: name, line, column: col };
  };
  const locate = (path: Path, atKey: boolean): SourcePosition => {
    for (let length = path.length; length > 0; length -= 1) {
      const words = overridden.get(formatPath(path.slice(0, length)));
      if (words !== undefined) return { file: words };
    }
    const range = rangeOf(yaml, path, atKey);
    return range === undefined ? { file: name } : place(range);
  };
  return { name, yaml, overridden, locate, place };
}

/** Offset of the node at `path`, or of its nearest ancestor that was written. */
function rangeOf(yaml: Document, path: Path, atKey: boolean): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const part = path.slice(0, length);
    const node = atKey && length === path.length ? keyNode(yaml, part) : yaml.getIn(part, true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return yaml.contents?.range?.[0] ?? 0;
}

function keyNode(yaml: Document, path: Path): unknown {
  const parent = path.length === 1 ? yaml.contents : yaml.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return parent;
  const name = String(path.at(-1));
  const pair = parent.items.find(
    (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === name,
  );
  return pair?.key ?? parent;
}

/** Sets `path=value` in the document; the value is YAML. Throws CHAOS_ERR_USAGE or CHAOS_ERR_SCENARIO_INVALID. */
export function applyOverride(document: SourceDocument, override: string): void {
  const [, dotted, valueText] = /^([^=]+)=([\s\S]*)$/.exec(override) ?? [];
  if (dotted === undefined || valueText === undefined || /^\.|\.$|\.\./.test(dotted)) {
    throw new ChaosError('CHAOS_ERR_USAGE', `--set ${override} is not of the form path=value`, {
      help: 'Write it like `--set target.policy=conservative` or `--set faults.0.at=1s`.',
    });
  }
  const path = dotted.split('.');
  checkPath(document, path, override);
  const value = parseDocument(valueText, { prettyErrors: false });
  const [problem] = value.errors;
  if (problem !== undefined) throw refused(override, `its value is not YAML: ${problem.message}`);
  const result = resolveAliases(value);
  if ('problem' in result) throw refused(override, result.problem.message);
  document.yaml.setIn(path.map(asIndex), document.yaml.createNode(result.value));
  document.overridden.set(dotted, `--set ${override}`);
}

function checkPath(
  { yaml, name }: SourceDocument,
  path: readonly string[],
  override: string,
): void {
  let node: unknown = yaml.contents;
  for (const [depth, segment] of path.entries()) {
    const here = depth === 0 ? basename(name) : `\`${path.slice(0, depth).join('.')}\``;
    if (node === undefined || node === null) return; // maps are made on the way
    if (!isCollection(node)) throw refused(override, `${here} holds a value, not fields`);
    if (!isMap(node)) {
      const inside = /^\d+$/.test(segment) && Number(segment) < node.items.length;
      const size = node.items.length;
      if (!inside)
        throw refused(override, `${here} is a list of ${size}; \`${segment}\` is not in it`);
    }
    node = node.get(asIndex(segment), true);
  }
}

function asIndex(segment: string): string | number {
  return /^\d+$/.test(segment) ? Number(segment) : segment;
}

function refused(override: string, why: string): ChaosError {
  return new ChaosError('CHAOS_ERR_SCENARIO_INVALID', `this cannot be applied: ${why}`, {
    position: { file: `--set ${override}` },
    help: 'Name a field of the scenario by its path, list items by their number from 0.',
  });
}

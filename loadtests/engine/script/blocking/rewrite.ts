/** Turns blocking k6 calls of a bundle into waits: `sleep(1)` → `(await sleep(1))`, and `async` where needed. */

import type { AnyNode, Program } from 'acorn';
import { AwaitAnalysis, CannotWait, type Waits } from './await-analysis.ts';
import { applyEdits, type Edit, type Rewritten } from './edits.ts';
import { ProgramFacts } from './program-facts.ts';
import { propertyName, startOf } from './syntax.ts';

/** A place in the bundle that cannot be rewritten; lines and columns from 1. */
export interface Refused {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

export type Rewriting =
  | { readonly ok: true; readonly rewritten: Rewritten; readonly waits: number }
  | { readonly ok: false; readonly refused: Refused };

/** `program` is `code` as `parseBundle` gives it. */
export function rewriteBlocking(code: string, program: Program): Rewriting {
  try {
    const waits = new AwaitAnalysis(new ProgramFacts(program)).run();
    const rewritten = applyEdits(code, editsFor(waits));
    return { ok: true, rewritten, waits: waits.awaited.size + waits.iterated.size };
  } catch (error) {
    if (!(error instanceof CannotWait)) throw error;
    return { ok: false, refused: { text: error.message, ...startOf(error.node) } };
  }
}

function editsFor({ awaited, iterated, functions }: Waits): Edit[] {
  const edits: Edit[] = [];
  for (const { node, isGroup } of awaited) {
    edits.push({ at: node.start, text: '(await ', outerEnd: node.end });
    if (isGroup === true) edits.push({ at: node.end - 1, text: ', true' });
    edits.push({ at: node.end, text: ')' });
  }
  for (const { node } of iterated) edits.push(...iterationEdits(node));
  for (const facts of functions)
    edits.push({
      at: asyncPosition(facts.node, facts.member),
      text: 'async ',
      outerEnd: facts.node.end,
    });
  return edits;
}

/** `list.map(f)` → `(await __each(list, "map", f))`. */
function iterationEdits(node: AnyNode): Edit[] {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return [];
  const { callee } = node;
  const [first] = node.arguments;
  return [
    { at: node.start, text: '(await __each(', outerEnd: node.end },
    {
      at: callee.object.end,
      remove: (first?.start ?? node.end) - callee.object.end,
      text: `, ${JSON.stringify(propertyName(callee))}, `,
    },
    { at: node.end, text: ')' },
  ];
}

/** `async` stands before a method's name and before everything else's start. */
function asyncPosition(node: AnyNode, member: AnyNode | undefined): number {
  if (member?.type !== 'MethodDefinition' && member?.type !== 'Property') return node.start;
  return member.computed ? member.key.start - 1 : member.key.start;
}

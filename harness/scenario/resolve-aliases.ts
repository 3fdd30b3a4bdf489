/** Values for the aliases of a document (`*name`), which YAML resolves only when they are read. */

import { visit, type Alias, type Document } from 'yaml';
import { messageOf } from '../contracts/errors.ts';

export interface AliasProblem {
  readonly message: string;
  readonly help: string;
  /** Offset of the alias. */
  readonly at: number;
}

/** The value of `yaml`, or what is wrong with its aliases: one leads nowhere, or they unfold into millions of values. */
export function resolveAliases(
  yaml: Document,
): { readonly value: unknown } | { readonly problem: AliasProblem } {
  const { lost, last } = look(yaml);
  if (lost !== undefined) return { problem: leadsNowhere(lost) };
  try {
    return { value: yaml.toJS() };
  } catch (cause) {
    if (last === undefined) throw cause; // then it is not about aliases
    const help = 'Write the aliased part out.';
    return { problem: { message: messageOf(cause), help, at: offsetOf(last) } };
  }
}

/** In one pass, in the order of the text. */
function look(yaml: Document): { readonly lost?: Alias; readonly last?: Alias } {
  const anchors = new Set<string>();
  let found: { lost?: Alias; last?: Alias } = {};
  visit(yaml, {
    Value: (_key, { anchor }) => {
      if (anchor !== undefined) anchors.add(anchor);
    },
    Alias: (_key, alias) => {
      found = { ...found, last: alias };
      if (!anchors.has(alias.source)) found.lost ??= alias;
    },
  });
  return found;
}

function leadsNowhere(alias: Alias): AliasProblem {
  const { source } = alias;
  return {
    message: `\`*${source}\` stands for nothing: no \`&${source}\` comes before it.`,
    help: `Write \`&${source}\` in front of the part that it stands for, or write that part out here.`,
    at: offsetOf(alias),
  };
}

function offsetOf({ range }: Alias): number {
  return range?.[0] ?? 0;
}

/** Which connections have asked for what somebody watches for; nothing is kept of the requests of others. */

import type { RequestPattern } from '../../harness/contracts/tap-rules.ts';
import type { Ledger } from './ledger.ts';

interface Watched {
  readonly isMatch: (head: string) => boolean;
  readonly ids: Set<string>;
}

export class RequestMatches {
  readonly #ledger: Ledger;
  readonly #watched = new Map<string, Watched>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    ledger.watchComing((connection, at, head) => {
      if (at !== 'request' || head === undefined || this.#watched.size === 0) return;
      const text = head.toString('latin1');
      for (const { isMatch, ids } of this.#watched.values())
        if (isMatch(text)) ids.add(connection.id);
    });
  }

  /** From now on. */
  watch(name: string, pattern: RequestPattern): void {
    this.#watched.set(name, { isMatch: matcherOf(pattern), ids: new Set() });
  }

  /** Ids of those that are open; the closed are forgotten. */
  matching(name: string): readonly string[] {
    const watched = this.#watched.get(name);
    if (watched === undefined) return [];
    for (const id of watched.ids) if (this.#ledger.live([id]).length === 0) watched.ids.delete(id);
    return [...watched.ids];
  }
}

/** Of a whole request head. */
export function matcherOf({ path, header }: RequestPattern): (head: string) => boolean {
  const tests = [
    ...(path === undefined ? [] : [pathTest(path)]),
    ...(header === undefined ? [] : [headerTest(header)]),
  ];
  return (head) => tests.every((test) => test(head));
}

function pathTest(pattern: string): (head: string) => boolean {
  const expression = wildcard(pattern);
  const isWithQuery = pattern.includes('?');
  return (head) => {
    const [, target = ''] = head.split(' ', 2);
    const [path = ''] = target.split('?', 1);
    return expression.test(isWithQuery ? target : path);
  };
}

function headerTest(pattern: string): (head: string) => boolean {
  const colon = pattern.indexOf(':');
  const name = pattern.slice(0, colon).trim().toLowerCase();
  const expression = wildcard(pattern.slice(colon + 1).trim());
  return (head) =>
    head.split('\r\n').some((line, index) => {
      const at = line.indexOf(':');
      if (index === 0 || line.slice(0, at).trim().toLowerCase() !== name) return false;
      return expression.test(line.slice(at + 1).trim());
    });
}

/** `*` stands for anything, everything else for itself. */
function wildcard(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

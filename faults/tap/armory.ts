/** Which owner has armed what on which connections, there now or yet to come, so that each takes off its own and nobody else's. */

import type { Clock } from '../../harness/contracts/clock.ts';
import { keyOf } from '../../harness/contracts/connection-id.ts';
import type { ComingRule, TapRule } from '../../harness/contracts/tap-rules.ts';
import type { Ledger } from './ledger.ts';
import { armRule } from './rules/index.ts';
import type { ArmedRule, RuleHost } from './rules/rule-host.ts';
import type { TapConnection } from './tap-connection.ts';

interface Coming extends ComingRule {
  readonly owner: string;
  readonly keys: ReadonlySet<string>;
}

export class Armory {
  readonly #clock: Clock;
  readonly #ledger: Ledger;
  readonly #armed = new Map<string, ArmedRule[]>();
  readonly #coming = new Set<Coming>();

  constructor(clock: Clock, ledger: Ledger) {
    this.#clock = clock;
    this.#ledger = ledger;
    ledger.watchComing((connection, at) => {
      for (const coming of this.#coming)
        if (coming.at === at && coming.keys.has(keyOf(connection.id)))
          this.#meet(coming, connection);
    });
  }

  arm(owner: string, connections: readonly string[], rule: TapRule): void {
    const own = this.#ownedBy(owner);
    for (const connection of this.#ledger.live(connections)) {
      own.push(armRule(this.#host(owner, connection), rule));
    }
  }

  armComing(owner: string, keys: readonly string[], coming: ComingRule): void {
    this.#coming.add({ ...coming, owner, keys: new Set(keys) });
  }

  disarm(owner: string): void {
    for (const coming of this.#coming) if (coming.owner === owner) this.#coming.delete(coming);
    const own = this.#armed.get(owner) ?? [];
    this.#armed.delete(owner);
    // last armed, first off: rules of one owner may rest on each other
    for (const rule of own.toReversed()) rule.disarm();
  }

  /** Rules that have ended by themselves count until they are taken off. */
  armed(owner: string): number {
    const coming = [...this.#coming].filter((one) => one.owner === owner);
    return coming.length + (this.#armed.get(owner)?.length ?? 0);
  }

  #ownedBy(owner: string): ArmedRule[] {
    const own = this.#armed.get(owner) ?? [];
    this.#armed.set(owner, own);
    return own;
  }

  #host(owner: string, connection: TapConnection): RuleHost {
    return {
      clock: this.#clock,
      connection,
      count: (verb, by) => {
        connection.count(verb, by);
        connection.count(`${owner}/${verb}`, by);
      },
    };
  }

  #meet({ owner, rule, at }: Coming, connection: TapConnection): void {
    const act = (): void => {
      this.#ownedBy(owner).push(armRule(this.#host(owner, connection), rule));
    };
    // the answer to the upgrade is on its way to the client first
    if (at === 'upgrade') queueMicrotask(act);
    else act();
  }
}

/** Which owner has armed what on which connections, so that each takes off its own and nobody else's. */

import type { Clock } from '../../harness/contracts/clock.ts';
import type { TapRule } from '../../harness/contracts/tap-rules.ts';
import type { Ledger } from './ledger.ts';
import { armRule } from './rules/index.ts';
import type { ArmedRule } from './rules/rule-host.ts';

export class Armory {
  readonly #clock: Clock;
  readonly #ledger: Ledger;
  readonly #armed = new Map<string, ArmedRule[]>();

  constructor(clock: Clock, ledger: Ledger) {
    this.#clock = clock;
    this.#ledger = ledger;
  }

  arm(owner: string, connections: readonly string[], rule: TapRule): void {
    const own = this.#armed.get(owner) ?? [];
    this.#armed.set(owner, own);
    for (const connection of this.#ledger.live(connections)) {
      own.push(armRule({ clock: this.#clock, connection }, rule));
    }
  }

  disarm(owner: string): void {
    const own = this.#armed.get(owner) ?? [];
    this.#armed.delete(owner);
    // last armed, first off: rules of one owner may rest on each other
    for (const rule of own.toReversed()) rule.disarm();
  }
}

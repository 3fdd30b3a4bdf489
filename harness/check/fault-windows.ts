/** When each fault of a run was on, on whom, and what is known of its victims. */

import type { RunHistory } from '../contracts/checker.ts';
import { keyOf } from '../contracts/connection-id.ts';

export interface FaultWindow {
  readonly fault: string;
  readonly beginUs: number;
  /** From here on nothing the server does to the victims is its merit; Infinity when it never healed. */
  readonly healUs: number;
  readonly healedUs: number;
  /** Connection ids it was injected into. */
  readonly victims: readonly string[];
  /** Connections in which victims came back and were hit again. */
  readonly joined: readonly string[];
  /** When each victim was proven. */
  readonly provenUs: ReadonlyMap<string, number>;
  /** When each of those that are dead was proven so: victims, and joined where those die as well. */
  readonly deadUs: ReadonlyMap<string, number>;
  /** True where all victims are, or may be, truly dead while it lasts. */
  readonly makesZombies: boolean;
}

interface Draft {
  fault: string;
  beginUs: number;
  healUs: number;
  healedUs: number;
  victims: string[];
  joined: string[];
  provenUs: Map<string, number>;
  deadUs: Map<string, number>;
  makesZombies: boolean;
}

/** In the order of their beginning. */
export function faultWindows({ plan, events }: RunHistory): readonly FaultWindow[] {
  // Not knowing is read in the server's favour: such a victim may have been dead.
  const harmless = new Set(
    plan.faults.filter((fault) => fault.makesZombies === false).map((fault) => fault.id),
  );
  const windows = new Map<string, Draft>();
  for (const event of events) {
    if (event.kind === 'fault.begin') {
      const { fault, atUs, victims } = event;
      windows.set(fault, {
        fault,
        beginUs: atUs,
        healUs: Infinity,
        healedUs: Infinity,
        victims: [...victims],
        joined: [],
        provenUs: new Map(),
        deadUs: new Map(),
        makesZombies: !harmless.has(fault),
      });
    } else if (event.kind === 'fault.proof') {
      prove(windows.get(event.fault), event);
    } else if (event.kind === 'fault.joined') {
      join(windows.get(event.fault), event.victims);
    } else if (event.kind === 'fault.heal' || event.kind === 'fault.healed') {
      end(windows.get(event.fault), event);
    }
  }
  return [...windows.values()];
}

/** The windows by victim. */
export function windowsByVictim(
  windows: readonly FaultWindow[],
): ReadonlyMap<string, readonly FaultWindow[]> {
  const byVictim = new Map<string, FaultWindow[]>();
  for (const window of windows) {
    for (const victim of [...window.victims, ...window.joined]) {
      byVictim.set(victim, [...(byVictim.get(victim) ?? []), window]);
    }
  }
  return byVictim;
}

function prove(
  window: Draft | undefined,
  proof: { readonly atUs: number; readonly victims: readonly string[]; readonly zombies: boolean },
): void {
  if (window === undefined) return;
  // what is proven of the living holds for all of them; who is dead is told by name
  if (!proof.zombies) window.makesZombies = false;
  for (const victim of proof.victims) {
    if (!window.provenUs.has(victim)) window.provenUs.set(victim, proof.atUs);
    if (proof.zombies && !window.deadUs.has(victim)) window.deadUs.set(victim, proof.atUs);
    if (window.victims.includes(victim)) continue;
    if (isBackOf(window, victim)) join(window, [victim]);
    else window.victims.push(victim);
  }
}

/** Whether a victim has come back in this connection. */
function isBackOf({ victims }: Draft, connection: string): boolean {
  return victims.some((victim) => keyOf(victim) === keyOf(connection));
}

function join(window: Draft | undefined, connections: readonly string[]): void {
  const strange = connections.filter((connection) => window?.joined.includes(connection) === false);
  window?.joined.push(...strange);
}

function end(
  window: Draft | undefined,
  event: { readonly kind: 'fault.heal' | 'fault.healed'; readonly atUs: number },
): void {
  if (window === undefined) return;
  window.healUs = Math.min(window.healUs, event.atUs);
  if (event.kind === 'fault.healed') window.healedUs = Math.min(window.healedUs, event.atUs);
}

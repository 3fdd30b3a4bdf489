/** Every planned fault began and was proven on every victim: a fault that never bit proves nothing. */

import { keyOf } from '../contracts/connection-id.ts';
import type { Checker, RunHistory } from '../contracts/checker.ts';
import type { PlannedFault } from '../contracts/plan.ts';
import { nobodyGotIn } from './nobody-got-in.ts';
import { faultWindows, type FaultWindow } from './fault-windows.ts';

const namesShown = 5;

export const faultWasObserved: Checker = {
  name: 'fault-was-observed',
  summary: 'every planned fault began and a second witness proved it on every victim, else unknown',
  check: (history) => {
    const windows = new Map(faultWindows(history).map((window) => [window.fault, window]));
    const reasons = reasonsByFault(history);
    const doubts = history.plan.faults.flatMap((fault) => {
      const doubt = doubtAbout(fault, windows.get(fault.id));
      const because = reasons.get(fault.id);
      return doubt === undefined ? [] : [because === undefined ? doubt : `${doubt} (${because})`];
    });
    if (doubts.length > 0) {
      return { outcome: 'unknown', reason: nobodyGotIn(history) ?? doubts.join('; ') };
    }
    const victims = history.plan.faults.reduce(
      (sum, { id, match, victims: named }) =>
        sum + (match === undefined ? named : (windows.get(id)?.victims ?? [])).length,
      0,
    );
    return { outcome: 'pass', measured: { faults: history.plan.faults.length, victims } };
  },
};

function doubtAbout(planned: PlannedFault, window: FaultWindow | undefined): string | undefined {
  const name = `${planned.id} ${planned.inject}`;
  if (window === undefined) return `${name} never began`;
  if (planned.match !== undefined && window.victims.length === 0) {
    const { path, header } = planned.match;
    const asked = [path, header].filter((one) => one !== undefined).join(' and ');
    return `${name} found no connection that had asked for ${asked}`;
  }
  const hit = new Set(window.victims.map(keyOf));
  const missed = planned.victims.filter((key) => !hit.has(key));
  if (missed.length > 0) return `${name} found no connection of ${some(missed)}`;
  const unproven = window.victims.filter((victim) => !window.provenUs.has(victim));
  if (unproven.length === 0) return undefined;
  const share = `${unproven.length} of ${window.victims.length}`;
  return `${name} was not proven on ${share}: ${some(unproven)}`;
}

/** A reason is read by people: the first names, and how many more there are. */
function some(names: readonly string[]): string {
  const shown = names.slice(0, namesShown).join(', ');
  const left = names.length - namesShown;
  return left > 0 ? `${shown} and ${left} more` : shown;
}

/** The first reason each fault gave for a proof it could not bring. */
function reasonsByFault({ events }: RunHistory): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  for (const event of events) {
    if (event.kind !== 'fault.unproven' || reasons.has(event.fault)) continue;
    reasons.set(event.fault, event.reason);
  }
  return reasons;
}

/** The status area of a live terminal: a bar of the phases and a line a fault, drawn over itself. */

import { count } from '../headline.ts';
import { formatDurationMs } from '../../contracts/units.ts';
import type { Paint } from './paint.ts';
import type { FaultState, RunStatus } from './run-status.ts';

const marks: Readonly<Record<FaultState, string>> = {
  planned: '·',
  injected: '▲',
  proven: '●',
  unproven: '?',
  healing: '↺',
  healed: '✓',
};
const maxFaultLines = 8;
/** The bar leaves the narrowest terminal room for the phase and the clock. */
const barColumns = (columns: number): number => Math.max(6, Math.min(30, Math.floor(columns / 3)));

/** Lines no wider than `columns`, so that drawing over them counts right. */
export function statusArea(status: RunStatus, paint: Paint, columns: number): readonly string[] {
  const { phase, elapsedMs, totalMs, users, open, claimed, faults } = status;
  const clock = `${seconds(elapsedMs)} / ${formatDurationMs(totalMs)}`;
  const census = claimed === undefined ? '' : ` · server counts ${claimed}`;
  const who = users === undefined ? '' : `${count(users, 'user')} · `;
  const all = [...faults];
  const shown = all.slice(0, maxFaultLines).map(([id, { inject, state }]) => {
    const line = clip(`  ${marks[state]} ${id} ${inject}: ${state}`, columns);
    return state === 'proven' ? paint.bad(line) : paint.faint(line);
  });
  const hidden = all.length - shown.length;
  return [
    paint.strong(clip(`${bar(status, barColumns(columns))} ${phase}  ${clock}`, columns)),
    clip(`  ${who}${open} open connections${census}`, columns),
    ...shown,
    ...(hidden > 0 ? [paint.faint(clip(`  … and ${hidden} more faults`, columns))] : []),
  ];
}

function bar({ elapsedMs, totalMs, plan }: RunStatus, width: number): string {
  const column = (ms: number): number => Math.floor((ms / Math.max(1, totalMs)) * width);
  const borders = new Set(plan.phases.slice(1).map(({ beginMs }) => column(beginMs)));
  const done = column(Math.min(elapsedMs, totalMs));
  return Array.from({ length: width }, (_, at) =>
    at < done ? '█' : borders.has(at) ? '│' : '░',
  ).join('');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)}s`;
}

function clip(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`;
}

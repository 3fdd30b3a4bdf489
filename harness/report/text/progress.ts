/** Reporter `progress`: on a terminal one status area drawn over itself, elsewhere a line per thing that happens. */

import type { HistoryEvent } from '../../contracts/history.ts';
import type { Reporter } from '../../contracts/reporter.ts';
import { count } from '../headline.ts';
import { formatDurationMs } from '../../contracts/units.ts';
import { createPaint, printable } from './paint.ts';
import { createStatusKeeper, type RunStatus, type StatusKeeper } from './run-status.ts';
import { statusArea } from './status-area.ts';

export interface ProgressOptions {
  /** Where it goes: standard error, so that standard output stays the result's. */
  readonly err: NodeJS.WritableStream & { readonly columns?: number };
  readonly isTty: boolean;
  readonly colours: boolean;
}

/** The area is drawn at most this often; time is the events' own. */
const redrawEveryUs = 250_000;
const defaultColumns = 80;

export function createProgressReporter(options: ProgressOptions): Reporter {
  let keeper: StatusKeeper | undefined;
  const show = options.isTty ? createArea(options) : createLines(options);
  return {
    name: 'progress',
    onStart: (plan) => {
      keeper = createStatusKeeper(plan);
      const length = formatDurationMs(plan.phases.at(-1)?.endMs ?? 0);
      options.err.write(`${plan.scenario}, seed ${plan.seed}, ${length}\n`);
    },
    onEvent: (event) => {
      if (keeper === undefined) return;
      keeper.take(event);
      show.onEvent(event, keeper);
    },
    onVerdict: () => {
      show.onEnd();
      return Promise.resolve();
    },
  };
}

interface View {
  onEvent(event: HistoryEvent, keeper: StatusKeeper): void;
  onEnd(): void;
}

function createArea({ err, colours }: ProgressOptions): View {
  const paint = createPaint(colours);
  let drawn = 0;
  let drawnAtUs = 0;
  const clear = (): string => (drawn === 0 ? '' : `\u001b[${drawn}A\u001b[J`);
  return {
    onEvent: (event, keeper) => {
      if (event.atUs - drawnAtUs < redrawEveryUs) return;
      drawnAtUs = event.atUs;
      const lines = statusArea(keeper.status(), paint, (err.columns ?? defaultColumns) - 1);
      err.write(`${clear()}${lines.join('\n')}\n`);
      drawn = lines.length;
    },
    onEnd: () => {
      err.write(clear());
      drawn = 0;
    },
  };
}

function createLines({ err }: ProgressOptions): View {
  return {
    onEvent: (event, keeper) => {
      const text = lineOf(event, keeper.status());
      if (text === undefined) return;
      const elapsed = (keeper.status().elapsedMs / 1000).toFixed(1).padStart(6);
      err.write(`${elapsed}s  ${text}\n`);
    },
    onEnd: () => undefined,
  };
}

type Line<Kind extends HistoryEvent['kind']> = (
  event: Extract<HistoryEvent, { readonly kind: Kind }>,
) => string | undefined;

const lines: { readonly [Kind in HistoryEvent['kind']]?: Line<Kind> } = {
  'target.started': ({ url }) => `server at ${url}`,
  'fault.begin': ({ fault, inject, victims }) => `${fault} ${inject} on ${victims.length}`,
  'fault.proof': ({ fault, victims, witness }) =>
    `${fault} proven on ${victims.length} (${witness})`,
  'fault.unproven': ({ fault, victims, reason }) =>
    `${fault} NOT proven on ${victims.length}: ${reason}`,
  'fault.healed': ({ fault, how, clean }) =>
    clean ? `${fault} healed: ${how}` : `${fault} NOT healed: ${how}`,
  'part.exited': ({ part, expected }) => (expected ? undefined : `${part} died`),
  'part.restarted': ({ part, reason }) => `another ${part} took over: ${reason}`,
  note: ({ text }) => text,
  'load.log': ({ level, text }) => (level === 'error' ? `load: ${text}` : undefined),
  'run.end': ({ reason, detail }) => (detail === undefined ? reason : `${reason}: ${detail}`),
};

function lineOf(event: HistoryEvent, { users, open }: RunStatus): string | undefined {
  if (event.kind === 'phase.begin') {
    return `${event.phase}: ${users === undefined ? '' : `${count(users, 'user')}, `}${open} open`;
  }
  const line = lines[event.kind] as ((event: HistoryEvent) => string | undefined) | undefined;
  const text = line?.(event);
  return text === undefined ? undefined : printable(text);
}

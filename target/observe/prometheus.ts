/** The server's metrics in Prometheus's text format. */

import type { Bench } from '../policies/policy.ts';
import { counterHelp, type CounterName } from './counters.ts';

export const prometheusType = 'text/plain; version=0.0.4; charset=utf-8';

export function prometheusText(bench: Bench): string {
  const { slots, registry, verdicts, timetable, sweeper } = bench;
  const gauges: readonly (readonly [string, string, number])[] = [
    ['slots_claimed', 'Slots in use by the counter.', slots.claimed],
    ['slots_limit', 'Slots that may be in use now.', slots.limit],
    ['connections', 'Connections in the set; equals slots_claimed.', registry.size],
    ['managers', 'Managers, one a session of a user.', registry.managerCount],
    ['zombies_reclaimable', 'Zombies found and not removed yet.', verdicts.reclaimable],
    ['suspects', 'Connections a detector missed at least once.', verdicts.suspectCount],
    ['pending_steps', 'Future steps of turns and waits.', timetable.pending],
    ['sweeper_ticks', 'Ticks of the sweeper; stands still when it is dead.', sweeper.ticks],
    ...processGauges(),
  ];
  const lines = gauges.flatMap(([name, help, value]) => [
    `# HELP ws_target_${name} ${help}`,
    `# TYPE ws_target_${name} gauge`,
    `ws_target_${name} ${String(value)}`,
  ]);
  return [...lines, ...counterLines(bench)].join('\n') + '\n';
}

/** What the process holds. Garbage is collected first where Node was started with `--expose-gc`, as a leak hunt does. */
function processGauges(): readonly (readonly [string, string, number])[] {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo();
  const timers = resources.filter((name) => name === 'Timeout').length;
  const listeners = process
    .eventNames()
    .reduce((sum, event) => sum + process.listenerCount(event), 0);
  return [
    ['resident_memory_bytes', 'Memory of the process.', rss],
    ['heap_used_bytes', 'Memory of the JavaScript heap in use.', heapUsed],
    ['timers', 'Timers of the process.', timers],
    [
      'active_resources',
      'Sockets, timers and requests that keep the process alive.',
      resources.length,
    ],
    ['process_listeners', 'Listeners to events of the process.', listeners],
  ];
}

function counterLines({ counters }: Bench): readonly string[] {
  const lines: string[] = [];
  let last: CounterName | undefined;
  for (const [name, label, value] of counters.entries()) {
    const metric = `ws_target_${name.replaceAll('-', '_')}_total`;
    if (name !== last) {
      lines.push(`# HELP ${metric} ${counterHelp[name]}`, `# TYPE ${metric} counter`);
    }
    last = name;
    const labels = label === '' ? '' : `{kind="${escapeLabel(label)}"}`;
    lines.push(`${metric}${labels} ${String(value)}`);
  }
  return lines;
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

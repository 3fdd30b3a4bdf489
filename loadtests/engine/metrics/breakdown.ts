/** The samples of a run once more, apart by scenario and by group: what a full summary shows. */

import { CheckTree } from './check-tree.ts';
import type { Metric, Sample } from './registry.ts';
import type { Sink } from './sink.ts';
import { sinkOf } from './sinks.ts';

const kinds = ['scenario', 'group'] as const;

export interface PartOfRun {
  readonly kind: (typeof kinds)[number];
  /** Of the scenario, or the path of the group. */
  readonly name: string;
  readonly checks: CheckTree;
  readonly sinks: Map<Metric, Sink>;
}

export class Breakdown {
  readonly #parts = new Map<string, PartOfRun>();

  readonly add = ({ metric, value, tags }: Sample): void => {
    for (const kind of kinds) {
      const name = tags[kind];
      if (name === undefined || name === '') continue;
      const { sinks, checks } = this.#part(kind, name);
      const sink = sinks.get(metric) ?? sinkOf(metric.type);
      sinks.set(metric, sink);
      sink.add(value);
      const { check } = tags;
      if (metric.name === 'checks' && check !== undefined) checks.count('', check, value !== 0);
    }
  };

  /** Scenarios first, each kind in the order of its names: that of samples changes from run to run. */
  parts(): PartOfRun[] {
    const all = [...this.#parts.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return kinds.flatMap((kind) => all.filter((part) => part.kind === kind));
  }

  #part(kind: PartOfRun['kind'], name: string): PartOfRun {
    const key = `${kind} ${name}`;
    const part = this.#parts.get(key) ?? { kind, name, checks: new CheckTree(), sinks: new Map() };
    this.#parts.set(key, part);
    return part;
  }
}

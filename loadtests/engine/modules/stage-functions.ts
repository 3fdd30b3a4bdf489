/** The part of `k6-utils` that knows stages: which one runs, tags of it, and stages after a bell curve. */

import type { Stage } from '../options/scenario-config.ts';
import { wallMs } from '../timers.ts';
import type { VirtualUser } from '../user/virtual-user.ts';

/** Standard deviations on either side of the top of the curve. */
const curveSpan = 2.5;
const defaultStages = 10;

export const stageNames: readonly string[] = [
  ...['getCurrentStageIndex', 'tagWithCurrentStageIndex', 'tagWithCurrentStageProfile'],
  'normalDistributionStages',
];

export function stageFunctions(user: VirtualUser): Record<string, unknown> {
  const tag = (name: string, value: string): void => {
    user.vuTags ??= {};
    user.vuTags[name] = value;
  };
  return {
    getCurrentStageIndex: () => currentStage(user).index,
    tagWithCurrentStageIndex: () => {
      tag('stage', String(currentStage(user).index));
    },
    tagWithCurrentStageProfile: () => {
      const { from, to } = currentStage(user);
      tag('stage_profile', to > from ? 'ramp-up' : to < from ? 'ramp-down' : 'steady');
    },
    normalDistributionStages,
  };
}

/** Throws where the scenario has no stages. */
function currentStage({ scenario, context }: VirtualUser): {
  index: number;
  from: number;
  to: number;
} {
  const config = context.options.scenarios.find(({ name }) => name === scenario?.name);
  if (scenario === null || config === undefined || !('stages' in config))
    throw new Error('only scenarios with stages have a current stage');
  const { stages } = config;
  const index = stageAt(stages, wallMs() - scenario.startTimeMs);
  const target = (at: number): number | undefined => stages[at]?.target;
  const start = 'startVUs' in config ? config.startVUs : config.startRate;
  return { index, from: target(index - 1) ?? start, to: target(index) ?? start };
}

/** The last stage stays the current one in the grace at its end. */
function stageAt(stages: readonly Stage[], elapsedMs: number): number {
  let endMs = 0;
  const index = stages.findIndex(({ durationMs }) => elapsedMs < (endMs += durationMs));
  return index === -1 ? stages.length - 1 : index;
}

/** Up to `most` users and back to none, as a normal distribution has it. */
function normalDistributionStages(
  most: number,
  durationSeconds: number,
  count = defaultStages,
): { duration: string; target: number }[] {
  const duration = `${durationSeconds / count}s`;
  return Array.from({ length: count }, (_, index) => {
    const isLast = index === count - 1;
    const deviations = ((2 * (index + 1)) / count - 1) * curveSpan;
    const target = isLast ? 0 : Math.max(1, Math.round(most * Math.exp(-(deviations ** 2) / 2)));
    return { duration, target };
  });
}

/** The catalogue: every built-in scenario by its name, which is its file's name. */

import { fileURLToPath } from 'node:url';

const names = [
  'conservative-cleanup-misses-zombies',
  'enterprise-onboarding-blocked',
  'gone-mid-answer',
  'half-open-storm',
  'more-users-than-room',
  'reconnect-storm',
  'reconnects-for-a-minute',
  'silent-event-loss',
  'slow-readers-beside-others',
  'soak',
  'stalls-and-clock-steps',
  'stop-under-load',
  'users-on-the-move',
  'zombies-accumulate-under-user-mix',
] as const;

/** Absolute path of the YAML file by name, sorted. */
export const builtInScenarios: ReadonlyMap<string, string> = new Map(
  names.map((name) => [name, fileURLToPath(new URL(`${name}.yaml`, import.meta.url))]),
);

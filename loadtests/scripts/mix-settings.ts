/** The users and times of the mix, from the environment: a plan's users, or a small default mix. */

import { SharedArray } from 'k6/data';
import { cohortPresets, timeScaleFor } from '../cohorts.ts';
import { reconnectProfile } from './reconnect-profiles.ts';
import type { ScriptUser } from '../drivers/script-user.ts';

const defaultDurationMs = 30_000;
const defaultUrl = 'ws://127.0.0.1:3000/chat';
const defaultUsers: Readonly<Record<string, number>> = {
  enterprise: 1,
  power: 2,
  returning: 3,
  signup: 2,
};

/** After the start, by when every user has left. */
export const durationMs = Number(__ENV['CHAOS_DURATION_MS'] ?? defaultDurationMs);

/** 1 is life; short runs shrink think times and answers so that several turns still fit. */
export const timeScale = Number(__ENV['CHAOS_TIME_SCALE'] ?? timeScaleFor(durationMs));

/** `CHAOS_RECONNECT`: a library to behave like when cut off; the mix's own back-off without it. */
export const profile = reconnectProfile(__ENV['CHAOS_RECONNECT']);

export const users = new SharedArray('chaos-users', (): ScriptUser[] => {
  const file = __ENV['CHAOS_USERS'];
  if (file !== undefined && file !== '') return JSON.parse(open(file)) as ScriptUser[];
  return defaultMix(__ENV['WS_URL'] ?? defaultUrl);
});

function defaultMix(url: string): ScriptUser[] {
  return Object.entries(defaultUsers).flatMap(([cohort, count]) =>
    Array.from({ length: count }, (_, index) => {
      const id = `${cohort}-${index + 1}`;
      const slots = cohortPresets[cohort]?.connections ?? 1;
      return {
        id,
        cohort,
        seed: index * 7919 + cohort.length,
        startAfterMs: index * 100,
        activity: 'chat' as const,
        connections: Array.from({ length: slots }, (__, slot) => ({
          key: `${id}.${slot + 1}`,
          url,
          reconnectUrl: url,
        })),
      };
    }),
  );
}

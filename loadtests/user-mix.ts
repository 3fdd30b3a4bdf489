/**
 * The built-in load: enterprise, power, returning and new users of an AI chat, each with its own number of
 * connections, turns and think times. A k6 script: run by the embedded engine, or by a k6 ≥ 1.6 of your own.
 *
 * Environment: `CHAOS_USERS` (JSON file of users, written by the harness) or `WS_URL` for a small default mix;
 * `CHAOS_DURATION_MS`; `CHAOS_TIME_SCALE` (1 = real think times and answer lengths); `CHAOS_RECONNECT` (how
 * clients come back: a name of `scripts/reconnect-profiles.ts`).
 */

import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { cohortPresets, type CohortPreset } from './cohorts.ts';
import { ChatSlot } from './scripts/chat-slot.ts';
import { durationMs, timeScale, users } from './scripts/mix-settings.ts';
import { tabTimers } from './scripts/tab-timers.ts';
import { userRandom } from './scripts/user-random.ts';

/** Users say goodbye this long before the end, so that none has to be cut off. */
const goodbyeMs = 250;

export const options: Options = {
  scenarios: {
    mix: {
      executor: 'per-vu-iterations',
      vus: users.length,
      iterations: 1,
      maxDuration: `${durationMs + 1000}ms`,
      gracefulStop: '2s',
    },
  },
  thresholds: {
    chat_echo: ['p(95)<2000'],
    checks: ['rate==1'],
  },
};

export default function (): void {
  const user = users[exec.vu.idInTest - 1];
  if (user === undefined) return;
  const preset = cohortPresets[user.cohort] ?? (cohortPresets['returning'] as CohortPreset);
  const timers = tabTimers(user, timeScale);
  const slots = user.connections.map(
    (connection, index) =>
      new ChatSlot({
        user,
        preset,
        timers,
        connection,
        session: index + 1,
        random: userRandom(user.seed + index),
      }),
  );
  setTimeout(() => {
    for (const slot of slots) slot.connect();
  }, user.startAfterMs);
  const leftMs = durationMs - exec.instance.currentTestRunDuration - goodbyeMs;
  setTimeout(
    () => {
      for (const slot of slots) slot.leave();
    },
    Math.max(0, leftMs),
  );
}

/** That asking has ended: the kernel counts what a server hears of this process, while it is asked and afterwards. */

import type { FaultContext } from '../../harness/contracts/fault.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { heardSince, questionsHeard } from '../kernel/own-questions.ts';

/** Others of this process ask as well, such as the run for its census: what ends must stand out. */
const enoughAsked = 20;
const fewestAsked = 8;
const longestLookMs = 1000;
const lookEveryMs = 5;
/** One look may fall on a moment in which others ask more than usual. */
const looksAfter = 3;

export const stopWitness = 'the kernel’s count of questions that the server hears of this process';

export interface Asking {
  /** How many questions so far. */
  asked(): number;
  stop(): Promise<void>;
}

/** Stops the asking and says in words what the kernel saw of it. Rejects where the server is asked as much as before. */
export async function stopHeard(
  context: Pick<FaultContext, 'clock' | 'target'>,
  asking: Asking,
): Promise<string> {
  const { clock } = context;
  const [askedBefore, beganUs] = [asking.asked(), clock.nowUs()];
  const asked = (): number => asking.asked() - askedBefore;
  const during = await heardUntil(context, () => asked() >= enoughAsked);
  const [inAll, lookMs] = [asked(), Math.ceil((clock.nowUs() - beganUs) / 1000)];
  await asking.stop();
  if (during === undefined) return 'the kernel cannot be asked whether it has ended';
  if (inAll < fewestAsked) return 'it asked too seldom for the kernel’s count to show its end';
  let after: number | undefined = 0;
  for (let look = 0; look < looksAfter; look++) {
    const untilUs = clock.nowUs() + lookMs * 1000;
    after = await heardUntil(context, () => clock.nowUs() >= untilUs);
    if (after === undefined) return 'the kernel can no longer be asked whether it has ended';
    if (during - after >= inAll / 2)
      return `the kernel counts ${after} questions in ${lookMs} ms, ${during} before`;
  }
  throw new Error(`the kernel still counts ${after} questions in ${lookMs} ms, ${during} before`);
}

/** Undefined where the server’s process cannot be seen. */
async function heardUntil(
  { clock, target }: Pick<FaultContext, 'clock' | 'target'>,
  isOver: () => boolean,
): Promise<number | undefined> {
  if (target.pid === undefined) return undefined;
  const before = await questionsHeard(target.pid);
  await lookUntil(clock, { withinMs: longestLookMs, everyMs: lookEveryMs }, () =>
    Promise.resolve(isOver() ? true : undefined),
  );
  const now = await questionsHeard(target.pid);
  return before === undefined || now === undefined ? undefined : heardSince(before, now);
}

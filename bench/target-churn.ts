/**
 * The reference server under connects, ends of every kind and faults: do descriptors, timers, listeners and heap come
 * back to the baseline? `node bench/target-churn.ts [seconds] [connects a second] [defect]`
 *
 * The server is a process of its own, started with `--expose-gc`: its metrics then tell the heap without the garbage.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../harness/plan/seeded-random.ts';
import { systemClock } from '../harness/process/system-clock.ts';
import { live, ways } from './target-churn-client.ts';
import { writeBaseline } from './write-baseline.ts';

const seconds = Number(process.argv[2] ?? 600);
const rate = Number(process.argv[3] ?? 50);
const defect = process.argv[4];
const warmUpSeconds = Math.max(5, Math.min(30, seconds / 5));
/** Until nothing can be expected to be held any more: detection, resume and the last sockets. */
const restMs = 14_000;

/** What may stay behind. */
const tolerated = { descriptors: 2, timers: 2, resources: 4, steps: 0, listeners: 0, heapKb: 2048 };
type Footprint = Record<keyof typeof tolerated, number>;

const flags = {
  port: '0',
  'manager-limit': '2000',
  heartbeat: '500ms',
  probe: '500ms',
  misses: '2',
  resume: '2s',
  'queue-age': '2s',
  ...(defect === undefined ? {} : { defect }),
};
const child = spawn(
  process.execPath,
  [
    '--expose-gc',
    fileURLToPath(new URL('../target/main.ts', import.meta.url)),
    ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]),
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const [readyLine] = (await once(createInterface(child.stdout), 'line')) as [string];
const { url, admin, token } = JSON.parse(readyLine) as Record<'url' | 'admin' | 'token', string>;

/** A connection of its own each time: one that is kept could be ended by the server as the next request leaves. */
async function ask(path: string, body?: object): Promise<string> {
  const asking = request(admin + path, {
    agent: false,
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  asking.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  return text(response);
}

async function footprint(): Promise<Footprint & { connections: number; removed: number }> {
  const metrics = await ask('/metrics');
  const value = (name: string): number =>
    [...metrics.matchAll(new RegExp(`^ws_target_${name}(?:{.*})? (\\d+)$`, 'gm'))].reduce(
      (sum, [, digits]) => sum + Number(digits),
      0,
    );
  return {
    descriptors: readdirSync(`/proc/${String(child.pid)}/fd`).length,
    timers: value('timers'),
    resources: value('active_resources'),
    steps: value('pending_steps'),
    listeners: value('process_listeners'),
    heapKb: Math.round(value('heap_used_bytes') / 1024),
    connections: value('connections'),
    removed: value('removed_total'),
  };
}

const random = createRandom(20_261_124);
let number = 0;
let open = 0;

/** `rate` new lives a second for `duringMs`; then everybody has time to be gone. */
async function churn(duringMs: number, eachSecond: () => Promise<void>): Promise<void> {
  const startUs = systemClock.nowUs();
  const count = Math.round((duringMs / 1000) * rate);
  for (let index = 0; index < count; index++) {
    const dueMs = (index / rate) * 1000;
    const waitMs = dueMs - (systemClock.nowUs() - startUs) / 1000;
    if (waitMs > 0) await systemClock.delay(waitMs);
    if (index % rate === 0) await eachSecond();
    const id = `churn-${String(++number)}`;
    const way = ways[random.integer(ways.length)] ?? 'goodbye';
    open++;
    void live({
      url: `${url}?user=${id}`,
      id,
      way,
      livesMs: 100 + random.integer(2000),
      arm: ask,
    }).finally(() => {
      open--;
    });
  }
  await systemClock.delay(restMs);
}

await churn(warmUpSeconds * 1000, () => Promise.resolve());
const { connections: heldBefore, removed: before, ...baseline } = await footprint();
const peak = { ...baseline };
const keys = Object.keys(tolerated) as (keyof Footprint)[];
await churn(seconds * 1000, async () => {
  const now = await footprint();
  for (const key of keys) peak[key] = Math.max(peak[key], now[key]);
});
const { connections, removed, ...end } = await footprint();

const notBack = keys.filter((key) => end[key] - baseline[key] > tolerated[key]);
const rows = keys.map(
  (key) =>
    `${key.padEnd(12)} baseline ${String(baseline[key])}, peak ${String(peak[key])}, end ${String(end[key])} ` +
    `(at most ${String(tolerated[key])} more)${notBack.includes(key) ? '  NOT BACK' : ''}`,
);
const held = `connections  ${String(heldBefore)} before, ${String(connections)} at the end; ${String(open)} clients still wait`;
rows.push(held, `${String(number)} lives, ${String(removed - before)} removed by the server`);
process.stdout.write(`${rows.join('\n')}\n`);
const isBack = notBack.length === 0 && connections === 0 && removed > before;
if (isBack && defect === undefined)
  writeBaseline('target-churn', { seconds, rate, lives: number, baseline, peak, end });
child.kill('SIGKILL');
process.exit(isBack ? 0 : 1);

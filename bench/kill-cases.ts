/** Runs that together use every mechanism there is: each fault once, those with several mechanisms once for each, and other wires. */

import { fileURLToPath } from 'node:url';
import { faults } from '../faults/index.ts';
import { freePort } from '../harness/process/free-port.ts';

const hookedServer = fileURLToPath(
  new URL('../faults/hooks/testing/hooked-server.ts', import.meta.url),
);

/** One run; `name` is what a report calls it, `parts` what the scenario has beside its fault. */
export interface KillCase {
  readonly name: string;
  readonly step: string;
  readonly parts: () => Promise<string>;
  /** What the load has beside its users. */
  readonly load?: string;
}

const ownServer = 'target: { settings: { heartbeat: 300ms, probe: 250ms } }';
const plain = (): Promise<string> => Promise.resolve(ownServer);

function stepOf(inject: string, more = ''): string {
  return `{ inject: ${inject}, at: 100ms, on: { count: 2 }${more} }`;
}

/** Settings of a fault, by its name, that use another mechanism than its defaults. */
const others: readonly (readonly [inject: string, settings: string])[] = [
  ['half-open-socket', 'mechanism: tap'],
  ['half-open-socket', 'mechanism: kernel'],
  ['client-freeze', 'mechanism: engine'],
  ['client-kill', 'mechanism: engine'],
  ['connection-reset', 'moment: connect'],
];

async function hooked(): Promise<string> {
  const port = String(await freePort());
  return `target:
  command: [${process.execPath}, ${hookedServer}, '${port}']
  url: ws://127.0.0.1:${port}/
  hooks: ready-line`;
}

const otherWires: readonly KillCase[] = [
  { name: 'stalled-emitter by hooks', step: stepOf('stalled-emitter'), parts: hooked },
  { name: 'clock-step by hooks', step: stepOf('clock-step'), parts: hooked },
  ...['zero-window', 'half-open-socket', 'pong-spoof'].map((inject) => ({
    name: `${inject}, tap of two processes`,
    step: stepOf(inject),
    parts: () => Promise.resolve(`${ownServer}\ntap: { processes: 2 }`),
  })),
];

/** Users who come by networks have toxics standing on their lanes from the start, beside those of a fault. */
const networks: readonly KillCase[] = ['latency', 'half-open-socket', 'hand-off'].map((inject) => ({
  name: `${inject}, users by networks`,
  step: stepOf(inject),
  parts: plain,
  load: ', network: mobile',
}));

export const killCases: readonly KillCase[] = [
  ...[...faults.keys()].map((name) => ({ name, step: stepOf(name), parts: plain })),
  ...others.map(([inject, settings]) => ({
    name: `${inject}, ${settings}`,
    step: stepOf(inject, `, ${settings}`),
    parts: plain,
  })),
  ...otherWires,
  ...networks,
];

/**
 * The tap in one process and in two beside Toxiproxy and a naive pipe on the same work, in turns: connections a second, CPU and memory a
 * connection, messages a second, CPU a message, round trips when paced. `node bench/tap-vs-toxiproxy.ts [rounds]`.
 */

import { fileURLToPath } from 'node:url';
import { tapStarter } from '../faults/tap/start-tap.ts';
import { findServer } from '../faults/toxiproxy/find-server.ts';
import { toxiproxyLanes } from '../faults/toxiproxy/start-toxiproxy.ts';
import { startChild, type Child } from '../harness/process/start-child.ts';
import { systemClock } from '../harness/process/system-clock.ts';
import { closeClients, echoClosedLoop, echoPaced, openClients } from './proxies/echo-load.ts';
import { costOfAll, type ProcessCost } from './proxies/process-cost.ts';
import { writeBaseline } from './write-baseline.ts';

const rounds = Number(process.argv[2] ?? 5);
const connections = 9000;
const echoing = 1000;
const echoForMs = 2000;
/** Long enough for a hundredth of the round trips to be more than one hiccup of the machine. */
const paced = { perSecond: 5000, forMs: 5000 };
/**
 * What a proxy does for the length of a run is asked, not in its first second, in which compilers work beside it.
 * Few are open at once, for what is left of them would hide memory that the measured ones take.
 */
const warmUp = { times: 5, connections: 200, echoForMs: 2000 };
/** The server shares the cores with whom is measured: 9,000 young sockets are not to be copied around. */
const serverOptions = ['--min-semi-space-size=64', '--max-semi-space-size=64'];

interface Proxy {
  readonly name: string;
  readonly port: number;
  /** None where there is no process between. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

type Figures = Record<string, number>;

interface Bound {
  readonly proxy: string;
  readonly figure: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

async function startModule(
  module: string,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<Child> {
  return startChild(systemClock, {
    name: module,
    module: fileURLToPath(new URL(module, import.meta.url)),
    args,
    env: {},
    nodeOptions,
    readyWithinMs: 15_000,
    errorCode: 'CHAOS_ERR_TARGET_START',
    onEvents: () => undefined,
  });
}

const portOf = (child: Child): number => (child.info as { readonly port: number }).port;

async function startProxy(name: string, port: number): Promise<Proxy> {
  const url = `ws://127.0.0.1:${port}/`;
  if (name === 'none') return { name, port, pids: [], stop: () => Promise.resolve() };
  if (name.startsWith('tap')) {
    const processes = name === 'tap' ? 1 : 2;
    const tap = await tapStarter(systemClock, { processes }).start(url, () => undefined);
    return { name, port: Number(new URL(tap.url).port), pids: tap.pids, stop: () => tap.stop(0) };
  }
  if (name === 'toxiproxy') {
    const lanes = await toxiproxyLanes(systemClock, findServer().path).start(url, [
      { name: 'lane', toxics: [] },
    ]);
    const lane = Number(new URL(lanes.urls['lane'] ?? '').port);
    return { name, port: lane, pids: [lanes.pid], stop: () => lanes.stop(0) };
  }
  const pipe = await startModule('proxies/naive-pipe.ts', [String(port)]);
  return {
    name,
    port: portOf(pipe),
    pids: [pipe.pid],
    stop: async () => {
      await pipe.stop(0);
    },
  };
}

async function warm({ port }: Proxy): Promise<void> {
  for (let time = 0; time < warmUp.times; time++) {
    const clients = await openClients(port, warmUp.connections);
    await echoClosedLoop(clients, warmUp.echoForMs / warmUp.times);
    await closeClients(clients);
  }
}

async function measure(proxy: Proxy): Promise<Figures> {
  const cost = (): ProcessCost => costOfAll(proxy.pids);
  await warm(proxy);
  const idle = cost();
  const beganUs = systemClock.nowUs();
  const clients = await openClients(proxy.port, connections);
  const tookS = (systemClock.nowUs() - beganUs) / 1e6;
  const opened = cost();
  const some = clients.slice(0, echoing);
  const answers = await echoClosedLoop(some, echoForMs);
  const echoed = cost();
  await systemClock.delay(300);
  const tripsUs = await echoPaced(some, paced);
  const after = cost();
  await closeClients(clients);
  const at = (share: number): number => (tripsUs[Math.floor(tripsUs.length * share)] ?? 0) / 1000;
  return {
    connectionsPerS: connections / tookS,
    cpuUsPerConnection: (opened.cpuUs - idle.cpuUs) / connections,
    rssKBPerConnection: (opened.rssBytes - idle.rssBytes) / 1024 / connections,
    rssKBPerConnectionAfterTraffic: (after.rssBytes - idle.rssBytes) / 1024 / connections,
    messagesPerS: answers / (echoForMs / 1000),
    cpuUsPerMessage: (echoed.cpuUs - opened.cpuUs) / answers,
    pacedP50Ms: at(0.5),
    pacedP99Ms: at(0.99),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

const names = ['none', 'toxiproxy', 'naive-pipe', 'tap', 'tap-of-two'];
const measured = new Map<string, Figures[]>(names.map((name) => [name, []]));
for (let round = 0; round < rounds; round++) {
  // whoever comes first meets the machine in another state
  for (const name of [
    ...names.slice(round % names.length),
    ...names.slice(0, round % names.length),
  ]) {
    const server = await startModule('proxies/echo-server.ts', [], serverOptions);
    const proxy = await startProxy(name, portOf(server));
    measured.get(name)?.push(await measure(proxy));
    await proxy.stop();
    await server.stop(0);
  }
}
const medians = Object.fromEntries(
  [...measured].map(([name, runs]) => {
    const keys = Object.keys(runs[0] ?? {});
    const of = (key: string): number => median(runs.map((run) => run[key] ?? NaN));
    return [name, Object.fromEntries(keys.map((key) => [key, Math.round(of(key) * 100) / 100]))];
  }),
);
/** Each figure over Toxiproxy's: the tap's, and the naive pipe's for what Node's sockets allow. */
const overToxiproxy = Object.fromEntries(
  ['naive-pipe', 'tap', 'tap-of-two'].map((name) => [
    name,
    Object.fromEntries(
      Object.entries(medians[name] ?? {}).map(([key, value]) => [
        key,
        Math.round((value / (medians['toxiproxy']?.[key] ?? NaN)) * 1000) / 1000,
      ]),
    ),
  ]),
);
/** Of Toxiproxy's figure. */
const bounds: readonly Bound[] = [
  { proxy: 'tap', figure: 'connectionsPerS', atLeast: 1.3 },
  { proxy: 'tap', figure: 'rssKBPerConnectionAfterTraffic', atMost: 1 / 6 },
  { proxy: 'tap', figure: 'cpuUsPerMessage', atMost: 0.95 },
  { proxy: 'tap', figure: 'pacedP99Ms', atMost: 1 },
  { proxy: 'tap-of-two', figure: 'messagesPerS', atLeast: 1.3 },
];
const judged = bounds.map((bound) => {
  const measuredShare = overToxiproxy[bound.proxy]?.[bound.figure] ?? NaN;
  const { atLeast = -Infinity, atMost = Infinity } = bound;
  return { ...bound, measuredShare, isMet: measuredShare >= atLeast && measuredShare <= atMost };
});
writeBaseline('tap-vs-toxiproxy', {
  rounds,
  connections,
  echoing,
  paced,
  warmUp,
  medians,
  overToxiproxy,
  bounds: judged,
});
for (const [name, figures] of Object.entries(medians)) {
  process.stdout.write(`${name.padEnd(12)}${JSON.stringify(figures)}\n`);
}
process.stdout.write(`over Toxiproxy: ${JSON.stringify(overToxiproxy, null, 2)}\n`);
for (const { proxy, figure, measuredShare, isMet, ...bound } of judged) {
  const outcome = isMet ? 'met' : 'MISSED';
  process.stdout.write(
    `${outcome}: ${proxy} ${figure} ${measuredShare} ${JSON.stringify(bound)}\n`,
  );
}

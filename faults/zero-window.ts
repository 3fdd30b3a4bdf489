/** The client has stopped reading: TCP is alive and acknowledges, the window is closed, what is sent piles up. */

import type { ActiveFault, Fault, FaultContext, FaultProof } from '../harness/contracts/fault.ts';
import { portOf } from '../harness/contracts/loopback.ts';
import type { TapRule } from '../harness/contracts/tap-rules.ts';
import { lookUntil } from '../harness/process/time-limit.ts';
import { unsentBehind } from './kernel/closed-windows.ts';
import { socketQueues } from './kernel/socket-queues.ts';
import { defineSettings } from './settings/define-settings.ts';
import { encodeFrame } from './tap/encode-frame.ts';
import { proofWithin, tapFault } from './kinds/tap-fault.ts';
import { steadily } from './proof/steadily.ts';

const schema = defineSettings('zero-window', {
  buffers: {
    kind: 'choice',
    options: ['system', 'small'],
    default: 'system',
    summary:
      '`system`: the kernel takes in some four megabytes before the server feels anything; `small`: 64 kB, in a ' +
      'network namespace, filled within a moment by pings in the name of the client, so that the window surely closes',
  },
  proofWithin,
});

const ping = encodeFrame({ opcode: 9, payload: 'chaos'.padEnd(125, '.'), masked: true });
/**
 * Their pongs are more than the tap's kernel takes in, and less than that and what the server's can still hold: the window
 * closes and stays closed, however late anybody looks. At a pace, for a server that is late finds all that came meanwhile at
 * once, and some end a connection with more than 60 pongs to send.
 */
const filling: readonly TapRule[] = [
  { kind: 'swallow', direction: 'down', frames: ['pong'] },
  { kind: 'insert', direction: 'up', hex: ping.toString('hex').repeat(4), times: 160, everyMs: 5 },
];

/**
 * Something waits for every reader now and then. One that has told its count and is asked again has been to its sockets in
 * between, so that what waited before is read by the second question, or is not read at all; one more is for good measure.
 */
const looksWanted = 3;

const byTap = tapFault({
  name: 'zero-window',
  summary: 'nobody reads what the server sends, so that its queue grows behind a closed window',
  makesZombies: true,
  legend: { label: 'zero window', colour: '#1f618d' },
  schema,
  furtherNeeds: ({ buffers }) => (buffers === 'small' ? ['namespace', 'small-buffers'] : []),
  hitsReturning: true,
  rules: ({ buffers }) => [
    { kind: 'stop-reading', side: 'server' },
    ...(buffers === 'small' ? filling : []),
  ],
  witness: 'kernel',
  verbs: [],
  asksQueues: true,
  traffic: 'something of the server to each victim within `proofWithin`',
  reasonAgainst: ({ queues, socket, looksUnread }) => {
    if (socket === 'closing' || socket === 'gone') return `the server's socket is ${socket}`;
    if (queues === undefined || queues.unreadBytes === 0) return 'nothing waits to be read';
    return looksUnread < looksWanted ? 'the tap still reads' : undefined;
  },
});

export const zeroWindow: Fault = {
  ...byTap,
  inject: async (planned, context) => {
    const active = await byTap.inject(planned, context);
    const { buffers, proofWithinMs } = schema.of(planned);
    if (buffers === 'system') return active;
    return { ...active, prove: () => proveClosed(active, context, proofWithinMs) };
  },
};

const lookEveryMs = 10;
/** A kernel that has room takes what waits within microseconds. */
const nothingTakenMs = 500;

/**
 * By the word of the server's kernel: the window of the other side is closed, or nothing was taken for long enough although
 * something waits for it.
 */
async function proveClosed(
  active: ActiveFault,
  context: FaultContext,
  withinMs: number,
): Promise<FaultProof> {
  const proof = await active.prove();
  const ports = active.victims.map(({ serverPort }) => serverPort);
  const stuck = await stuckBehind(context, ports, withinMs);
  const open = new Set(
    active.victims.flatMap(({ serverPort, connection }) =>
      stuck.has(serverPort) ? [] : connection,
    ),
  );
  return {
    ...proof,
    victims: proof.victims.filter((connection) => !open.has(connection)),
    unproven: [
      ...proof.unproven,
      ...proof.victims
        .filter((connection) => open.has(connection))
        .map((connection) => ({
          connection,
          reason: 'the kernel of the server met no closed window',
        })),
    ],
    facts: { ...proof.facts, closedWindows: stuck.size, unsentBytes: [...stuck.values()] },
  };
}

const nothing = { bytes: 0, isProbed: false };

/** What waits behind closed windows, by port. */
async function stuckBehind(
  { clock, signal, target }: FaultContext,
  ports: readonly number[],
  withinMs: number,
): Promise<ReadonlyMap<number, number>> {
  const serverPort = portOf(new URL(target.url));
  const stuck = new Map<number, number>();
  const taken = new Map<number, number>();
  const judgement = steadily(nothingTakenMs);
  await lookUntil(clock, { withinMs, everyMs: lookEveryMs, signal }, async () => {
    const waiting = await unsentBehind(serverPort);
    const queues = await socketQueues(ports, serverPort);
    for (const port of ports) {
      const { bytes, isProbed } = waiting.get(port) ?? nothing;
      const unreadBytes = queues.get(port)?.unreadBytes ?? 0;
      const reason = bytes === 0 || taken.get(port) !== unreadBytes ? 'it takes' : undefined;
      taken.set(port, unreadBytes);
      const against = judgement.note(String(port), reason, clock.nowUs());
      if (isProbed || against === undefined) stuck.set(port, bytes);
    }
    return ports.every((port) => stuck.has(port)) ? true : undefined;
  });
  return stuck;
}

/** The networks users come by, as data: what each does to a connection, and how many users of a cohort have it. */

/** One way, from the client's side; a limit that is absent is none. */
export interface NetworkClass {
  readonly source: string;
  /** Added to each direction, milliseconds; `jitterMs` more or less of it. */
  readonly latencyMs: number;
  readonly jitterMs: number;
  /** Kilobits a second, to the client and from it. */
  readonly downKbps?: number;
  readonly upKbps?: number;
  /** Percent of packets; TCP turns them into pauses. Runs say that they leave it out: docs/adr/0006. */
  readonly lossPercent: number;
  /** A change of cell or network: all connections of the user are gone, some without a word. */
  readonly handOff?: { readonly everyMs: number; readonly silentPercent: number };
  /** A tab in the background: timers ring at most so often, after so long. */
  readonly hiddenTab?: { readonly timersEveryMs: number; readonly afterMs: number };
}

export const networkNames = ['wired', 'wifi', 'mobile', 'slow', 'hidden-tab'] as const;
export type NetworkName = (typeof networkNames)[number];

const minuteMs = 60_000;

export const networks: Readonly<Record<NetworkName, NetworkClass>> = {
  wired: {
    source: 'assumption: a desktop in a city of the data centre',
    ...{ latencyMs: 10, jitterMs: 2, lossPercent: 0 },
  },
  wifi: {
    source: 'assumption: wired, and the air of an office',
    ...{ latencyMs: 15, jitterMs: 10, lossPercent: 0.1 },
  },
  mobile: {
    source: 'Loadero network conditions, 4G; hand-offs and their silent share are assumptions',
    ...{ latencyMs: 45, jitterMs: 15, downKbps: 100_000, upKbps: 50_000, lossPercent: 0.2 },
    handOff: { everyMs: 10 * minuteMs, silentPercent: 30 },
  },
  slow: {
    source: 'Lighthouse, slow 4G: 150 ms round trip, 1.6 Mbit/s down, 750 kbit/s up',
    ...{ latencyMs: 75, jitterMs: 20, downKbps: 1600, upKbps: 750, lossPercent: 0 },
  },
  'hidden-tab': {
    source: 'Chrome 88, intensive throttling of timers: once a minute after five minutes',
    ...{ latencyMs: 10, jitterMs: 2, lossPercent: 0 },
    hiddenTab: { timersEveryMs: minuteMs, afterMs: 5 * minuteMs },
  },
};

type CohortName = 'enterprise' | 'power' | 'returning' | 'signup';

/** Percent of the users of a cohort. */
export type NetworkShares = Readonly<Record<NetworkName, number>>;

/**
 * Over all users 60 % have a stable desktop (wired or wifi), 25 % are mobile, 10 % hidden tabs, 5 % slow links;
 * which cohort has more of which is an assumption.
 */
export const networkMix: Readonly<Record<CohortName, NetworkShares>> = {
  enterprise: { wired: 60, wifi: 25, mobile: 3, slow: 2, 'hidden-tab': 10 },
  power: { wired: 40, wifi: 30, mobile: 15, slow: 3, 'hidden-tab': 12 },
  returning: { wired: 23, wifi: 34, mobile: 28, slow: 5, 'hidden-tab': 10 },
  signup: { wired: 20, wifi: 36, mobile: 28, slow: 7, 'hidden-tab': 9 },
};

/** A toxic of Toxiproxy that stands for the whole run, in its own names and units. */
export interface StandingToxic {
  readonly type: 'latency' | 'bandwidth';
  readonly stream: 'upstream' | 'downstream';
  readonly attributes: Readonly<Record<string, number>>;
}

/** What makes a lane such a network. Packets lost are left out: a proxy of TCP sees none. */
export function standingToxics(name: NetworkName): readonly StandingToxic[] {
  const { latencyMs, jitterMs, downKbps, upKbps } = networks[name];
  return (['upstream', 'downstream'] as const).flatMap((stream): StandingToxic[] => {
    const latency = { latency: latencyMs, jitter: jitterMs };
    const kbps = stream === 'upstream' ? upKbps : downKbps;
    // Toxiproxy counts kilobytes
    const rate = kbps === undefined ? undefined : Math.max(1, Math.round(kbps / 8));
    return [
      { type: 'latency', stream, attributes: latency },
      ...(rate === undefined ? [] : [{ type: 'bandwidth' as const, stream, attributes: { rate } }]),
    ];
  });
}

/** As plans take it. `mix`: percent of users by cohort. */
export const networkTable = {
  networks: networkNames.map((name) => {
    const { hiddenTab, handOff, lossPercent } = networks[name];
    return {
      name,
      toxics: standingToxics(name),
      ...(hiddenTab === undefined ? {} : { hiddenTab }),
      ...(handOff === undefined ? {} : { handOff }),
      ...(lossPercent === 0 ? {} : { lossPercent }),
    };
  }),
  mix: networkMix,
};

/** What a user wants to happen: the parsed, checked form of a scenario file. Times are milliseconds. */

export const cohorts = ['enterprise', 'power', 'returning', 'signup'] as const;
/** A kind of user. `enterprise` is the priority cohort. */
export type Cohort = (typeof cohorts)[number];

/** `signal` names what a phase may prove: chaos = nothing bad, recovery = everything good. */
export const phaseNames = ['baseline', 'chaos', 'recovery'] as const;
export type PhaseName = (typeof phaseNames)[number];

/** The server under test: our reference server by policy, a command, or a server already running. */
export interface TargetSpec {
  /** Starts a server of the user's own; `url` says where it will listen. */
  readonly command?: readonly string[];
  /** Variables of the command, beside those of the harness. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where the command runs, relative to the scenario file; where the file is without it. */
  readonly directory?: string;
  readonly url?: string;
  /** HTTP address of a census in the reference server's format, if the server has one. */
  readonly census?: string;
  /** Where `ws-chaos/hooks` in that server serves its fault points: `http://<token>@127.0.0.1:<port>`, or `ready-line`. */
  readonly hooks?: string;
  /** How a `wss:` server proves itself; by the machine's certificates and the host's name without it. */
  readonly tls?: TlsSpec;
  /** Policy of the reference server; used where neither `command` nor `url` is given. */
  readonly policy?: string;
  /** Name of a planted defect of the reference server. */
  readonly defect?: string;
  /** Further flags of the reference server, e.g. `{ 'manager-limit': '20', heartbeat: '400ms' }`. */
  readonly settings: Readonly<Record<string, string>>;
  /** How long the server may take until it accepts connections. */
  readonly startWithinMs: number;
}

export interface TlsSpec {
  /** PEM file of the certificates to trust instead, relative to the scenario file. */
  readonly ca?: string;
  /** Whom the certificate must name, instead of the host of the URL. */
  readonly servername?: string;
}

export interface TapSpec {
  /** Processes that share the tap's port; each brings one core's worth of connections and messages. */
  readonly processes: number;
}

/** Users who arrive while the faults are on, e.g. the enterprise customer who must get in. */
export interface Arrival {
  readonly cohort: Cohort;
  readonly users: number;
  /** After the start of the chaos phase. */
  readonly atMs: number;
}

export interface LoadSpec {
  /** Path of a k6-API script, relative to the scenario file; the built-in user mix without it. */
  readonly script?: string;
  readonly users: Readonly<Partial<Record<Cohort, number>>>;
  readonly arrivals: readonly Arrival[];
  /** Connections per user; cohorts left out use the mix's own preset, and 1 with a script. */
  readonly connections: Readonly<Partial<Record<Cohort, number>>>;
  /** `chat` = turns and token streams; `idle` = connected and silent but for acknowledgements. */
  readonly activity: 'chat' | 'idle';
  /** Environment of the script (`__ENV`). */
  readonly env: Readonly<Record<string, string>>;
  /** `mix`, the network of everybody, or percent of the users of a cohort by network; nothing but the wire where absent. */
  readonly network?: string | Readonly<Partial<Record<Cohort, Readonly<Record<string, number>>>>>;
}

/** Who is hit. Exactly one of count, share or connections. */
export interface VictimSelector {
  readonly cohort?: Cohort;
  readonly count?: number;
  /** Whole percent of the eligible connections, rounded down, at least one. */
  readonly sharePercent?: number;
  /** Exact connection keys (`power-2.1`). */
  readonly connections?: readonly string[];
  /** Only of connections whose upgrade asked for this: `/chat*`, with `*` for anything; the query counts where it has a `?`. */
  readonly path?: string;
  /** Only of connections whose upgrade had this header: `x-tenant: acme*`, with `*` for anything. */
  readonly header?: string;
}

export interface FaultStep {
  readonly inject: string;
  /** After the start of the chaos phase. */
  readonly atMs: number;
  /** How long the fault lasts; until the end of the chaos phase where absent. */
  readonly forMs?: number;
  /** Injected anew this long after its last beginning, each time on other victims, until the chaos phase ends. */
  readonly repeatEveryMs?: number;
  readonly on: VictimSelector;
  /** As written; the fault parses it. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** How far the faults of a scenario may go. */
export interface SafetySpec {
  /** Cohorts that are never victims. */
  readonly protect: readonly Cohort[];
  /** Whole percent of the connections on from the start that may be hit at the same time, rounded down. */
  readonly maxVictimsPercent?: number;
}

export interface ServiceLevel {
  /** From the proof of a fault to the release of every zombie it made. */
  readonly reclaimWithinMs: number;
  /** Which event ends the wait: the server's Close or FIN, its slot in the census, its descriptor. */
  readonly judge: 'closeSeen' | 'slotFree' | 'socketGone';
  /** From a priority user's first try to being admitted. */
  readonly admitWithinMs: number;
  /** From the loss of an event to its replay or to an explicit gap marker. */
  readonly deliverWithinMs: number;
  /** How late answers to connections that no fault hits may be while faults are on, 99 of 100; not asked where absent. */
  readonly bystandersWithinMs?: number;
  /** From the last heal to as many connections being served as before the faults; not asked where absent. */
  readonly recoveredWithinMs?: number;
  /**
   * From the end of a connection, or the proof that its client is gone, to the end of all work for it, the time in which
   * the client may come back included; not asked where absent.
   */
  readonly orphanWorkWithinMs?: number;
  /** The longest that a user who is turned away for now may be told to wait; not asked where absent. */
  readonly retryWithinMs?: number;
}

export interface Scenario {
  readonly name: string;
  readonly summary: string;
  readonly seed: number;
  readonly target: TargetSpec;
  /** One process where absent. */
  readonly tap?: TapSpec;
  readonly load: LoadSpec;
  readonly phases: {
    readonly baselineMs: number;
    readonly chaosMs: number;
    readonly recoveryMs: number;
  };
  readonly faults: readonly FaultStep[];
  /** Nobody is protected and nothing capped where absent. */
  readonly safety?: SafetySpec;
  readonly serviceLevel: ServiceLevel;
  /** Checks to run; all of them where absent. */
  readonly checks?: readonly string[];
  /** Per policy, the checks expected to fail; what the mocha suites and `make chaos` assert. */
  readonly expect: Readonly<Record<string, readonly string[]>>;
}

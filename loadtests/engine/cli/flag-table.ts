/** The flags of `ws-chaos load`: those of `k6 run` that mean something here, and what to do instead of the others. */

const text = { type: 'string' } as const;
const list = { type: 'string', multiple: true } as const;
/** Written `--quiet` or `--quiet=false`; parsed as the text `true` or `false`. */
const onOff = { type: 'string', isSwitch: true } as const;

export const flagTable = {
  help: { ...onOff, short: 'h' },
  vus: { ...text, short: 'u' },
  duration: { ...text, short: 'd' },
  iterations: { ...text, short: 'i' },
  stage: { ...list, short: 's' },
  env: { ...list, short: 'e' },
  out: { ...list, short: 'o' },
  tag: list,
  config: { ...text, short: 'c' },
  'summary-export': text,
  'summary-mode': text,
  'no-summary': onOff,
  'summary-trend-stats': text,
  'summary-time-unit': text,
  'system-tags': text,
  quiet: { ...onOff, short: 'q' },
  verbose: { ...onOff, short: 'v' },
  throw: { ...onOff, short: 'w' },
  'no-color': onOff,
  'no-setup': onOff,
  'no-teardown': onOff,
  'no-thresholds': onOff,
  'no-usage-report': onOff,
  'include-system-env-vars': onOff,
  'insecure-skip-tls-verify': onOff,
  'discard-response-bodies': onOff,
  'no-connection-reuse': onOff,
  'user-agent': text,
  'max-redirects': text,
  batch: text,
  'batch-per-host': text,
  rps: text,
  'http-debug': text,
  'min-iteration-duration': text,
  'execution-segment': text,
  'execution-segment-sequence': text,
  'secret-source': list,
  'log-output': text,
  'log-format': { ...text, short: 'f' },
  'console-output': text,
  'compatibility-mode': text,
  workers: text,
} as const;

/** Flags of `k6 run` that are refused, with what to do. */
export const refusedFlags: Readonly<Record<string, string>> = {
  address: 'There is no REST API; leave it out.',
  linger: 'There is no REST API to linger for; leave it out.',
  paused: 'There is no REST API to resume a test by; start it when it is to run.',
  'blacklist-ip': 'Addresses are not blocked here; let a firewall do it, or run with --engine k6.',
  'block-hostnames': 'Point the names to a closed port by the option `hosts`.',
  'local-ips': 'Use --workers in network namespaces of their own, or run with --engine k6.',
  dns: 'Names are resolved by the operating system; the option `hosts` maps them to addresses.',
  'no-vu-connection-reuse': 'Use --no-connection-reuse, which opens a connection a request.',
  features: 'Leave it out: no feature flag of k6 changes anything here.',
  'profiling-enabled': 'Start the command by `node --cpu-prof` instead.',
  'traces-output': 'Traces are not written; samples go to --out json=FILE.',
  'new-machine-readable-summary': 'Use --summary-export, or handleSummary.',
  type: 'A script is what its file name says: .js, .ts, .mjs, .cjs.',
};

/** Short names of refused flags. */
export const refusedShort: Readonly<Record<string, string>> = {
  ...{ a: 'address', l: 'linger', p: 'paused', t: 'type' },
};

/** Flags that k6 lets stand without a value, and the value they then have. */
export const bareValues: Readonly<Record<string, string>> = { 'http-debug': 'true' };

export const loadUsage = `Usage: ws-chaos load [run|check] <script> [flags]

Runs a script on the k6 API as a load test (\`-\`: from the standard input); \`check\` says how it
would run, and what would keep it from it.

  -u, --vus N                       virtual users
  -d, --duration T                  how long (30s, 5m)
  -i, --iterations N                iterations in all, shared among the users
  -s, --stage T:N[,T:N...]          ramp to N users in T; may be repeated
  -e, --env NAME=value              variable of the script (__ENV); may be repeated
      --include-system-env-vars=B   false hides the system's variables from the script
  -c, --config FILE                 JSON options weaker than the script's
  -o, --out json[=FILE]|csv=FILE    every sample; .gz compresses; may be repeated
      --secret-source mock=K=V|file=F|url=urlTemplate=U
                                    secrets of k6/secrets, kept out of logs; may be repeated
      --tag NAME=value              tag of every sample; may be repeated
      --system-tags LIST            tags of the engine in samples (default: all it has)
      --summary-export FILE         end-of-test summary as JSON
      --summary-mode M              compact, full (each scenario and group, too), disabled;
                                    or --no-summary
      --summary-trend-stats LIST    avg,min,med,max,count,p(N)
      --summary-time-unit s|ms|us
      --workers N                   spread users over N processes, metrics merged
      --execution-segment A:B       this instance's part, with --execution-segment-sequence
      --min-iteration-duration T
      --no-setup, --no-teardown, --no-thresholds
      --throw, -w                   failed requests throw
      --rps N                       HTTP requests a second, at most
      --batch N, --batch-per-host N requests of http.batch at a time (20, 6)
      --http-debug[=full]           HTTP requests and responses in the log
      --insecure-skip-tls-verify, --discard-response-bodies, --no-connection-reuse
      --user-agent TEXT, --max-redirects N
      --log-output WHERE            stderr, stdout, none, file=PATH[,level=L]
  -f, --log-format F                text, json, raw
      --console-output FILE         what the script logs by console
  -q, --quiet                       nothing but the summary
  -v, --verbose                     console.debug, too
      --no-color, --no-usage-report, --compatibility-mode M   accepted; there is nothing to change

Exit codes: 0 ok, 99 threshold, 100 setup timeout, 101 teardown timeout, 102 summary timeout, 104 options,
105 signal, 107 script, 108 test.abort, 110 test.fail. A load that was late itself is a WARNING, not an exit code.
`;

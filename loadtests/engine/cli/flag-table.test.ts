import { expect } from 'chai';
import { ChaosError } from '../../../harness/contracts/errors.ts';
import { consolidate } from '../options/test-options.ts';
import { environmentOptions } from './environment-options.ts';
import { flagTable, loadUsage, refusedFlags } from './flag-table.ts';
import { parseLoadFlags, type LoadFlags } from './load-flags.ts';

/** Flags that the documentation of `k6 run` names (2.x), and `--no-summary` of 1.x. */
const documented = [
  ...[
    'address',
    'batch',
    'batch-per-host',
    'blacklist-ip',
    'block-hostnames',
    'compatibility-mode',
  ],
  ...['config', 'console-output', 'discard-response-bodies', 'dns', 'duration', 'env'],
  ...['execution-segment', 'execution-segment-sequence', 'features', 'http-debug'],
  ...['include-system-env-vars', 'insecure-skip-tls-verify', 'iterations', 'linger', 'local-ips'],
  ...['log-format', 'log-output', 'max-redirects', 'min-iteration-duration', 'no-color'],
  ...['no-connection-reuse', 'no-setup', 'no-summary', 'no-teardown', 'no-thresholds'],
  ...['no-usage-report', 'no-vu-connection-reuse', 'out', 'paused', 'profiling-enabled', 'quiet'],
  ...['rps', 'secret-source', 'stage', 'summary-export', 'summary-mode', 'summary-time-unit'],
  ...['summary-trend-stats', 'system-tags', 'tag', 'throw', 'traces-output', 'user-agent'],
  ...['verbose', 'vus', 'new-machine-readable-summary'],
];

const parsed = (...words: string[]): LoadFlags => parseLoadFlags(['s.ts', ...words]);
const option = (name: string, ...words: string[]): unknown => parsed(...words).options[name];

/** What each supported flag changes, in any way k6 lets it be written. */
const changes: readonly [words: string[], actual: (...words: string[]) => unknown, is: unknown][] =
  [
    [['--vus', '5'], (...w) => option('vus', ...w), 5],
    [['--vus=5'], (...w) => option('vus', ...w), 5],
    [['-u', '5'], (...w) => option('vus', ...w), 5],
    [['-u=5'], (...w) => option('vus', ...w), 5],
    [['-u5'], (...w) => option('vus', ...w), 5],
    [['-d', '5s'], (...w) => option('duration', ...w), '5s'],
    [['--iterations=7'], (...w) => option('iterations', ...w), 7],
    [
      ['-s', '5s:10,5m:20'],
      (...w) => option('stages', ...w),
      [
        { duration: '5s', target: 10 },
        { duration: '5m', target: 20 },
      ],
    ],
    [['-e', 'A=b=c', '--env=D='], (...w) => parsed(...w).env, { A: 'b=c', D: '' }],
    [['-o', 'json', '--out=csv=f.csv'], (...w) => parsed(...w).outputs, ['json', 'csv=f.csv']],
    [['--tag', 'a=1', '--tag=b=2'], (...w) => option('tags', ...w), { a: '1', b: '2' }],
    [['-c', 'f.json'], (...w) => parsed(...w).configFile, 'f.json'],
    [['--summary-export=f'], (...w) => parsed(...w).summaryExport, 'f'],
    [['--summary-mode=full'], (...w) => parsed(...w).hasSummary, true],
    [['--summary-mode=disabled'], (...w) => parsed(...w).hasSummary, false],
    [['--no-summary'], (...w) => parsed(...w).hasSummary, false],
    [
      ['--summary-trend-stats=p(99),max'],
      (...w) => option('summaryTrendStats', ...w),
      ['p(99)', 'max'],
    ],
    [['--summary-time-unit=us'], (...w) => option('summaryTimeUnit', ...w), 'us'],
    [['--system-tags=url,name'], (...w) => option('systemTags', ...w), ['url', 'name']],
    [['--quiet'], (...w) => parsed(...w).isQuiet, true],
    [['-q=false'], (...w) => parsed(...w).isQuiet, false],
    [['-v'], (...w) => parsed(...w).log.isVerbose, true],
    [['-w'], (...w) => option('throw', ...w), true],
    [['-qw', '-u=1'], (...w) => parsed(...w).options, { throw: true, vus: 1 }],
    [['--throw=false'], (...w) => option('throw', ...w), false],
    [['--no-setup'], (...w) => option('noSetup', ...w), true],
    [['--no-teardown=true'], (...w) => option('noTeardown', ...w), true],
    [['--no-thresholds=false'], (...w) => option('noThresholds', ...w), false],
    [['--include-system-env-vars=false'], (...w) => parsed(...w).includesSystemEnv, false],
    [['--include-system-env-vars', 'false'], (...w) => parsed(...w).includesSystemEnv, false],
    [['--include-system-env-vars'], (...w) => parsed(...w).includesSystemEnv, true],
    [['--insecure-skip-tls-verify'], (...w) => option('insecureSkipTLSVerify', ...w), true],
    [['--discard-response-bodies'], (...w) => option('discardResponseBodies', ...w), true],
    [['--no-connection-reuse'], (...w) => option('noConnectionReuse', ...w), true],
    [['--user-agent', ''], (...w) => option('userAgent', ...w), ''],
    [['--max-redirects=0'], (...w) => option('maxRedirects', ...w), 0],
    [
      ['--batch=1', '--batch-per-host=2'],
      (...w) => parsed(...w).options,
      { batch: 1, batchPerHost: 2 },
    ],
    [['--rps=9'], (...w) => option('rps', ...w), 9],
    [['--http-debug'], (...w) => option('httpDebug', ...w), 'headers'],
    [['--http-debug=full'], (...w) => option('httpDebug', ...w), 'full'],
    [['--min-iteration-duration=1s'], (...w) => option('minIterationDuration', ...w), '1s'],
    [['--execution-segment=0:1/2'], (...w) => parsed(...w).segment, '0:1/2'],
    [['--execution-segment-sequence=0,1/2,1'], (...w) => parsed(...w).segmentSequence, '0,1/2,1'],
    [['--secret-source=mock=a=b'], (...w) => parsed(...w).secretSources, ['mock=a=b']],
    [['--log-output=none'], (...w) => parsed(...w).log.output, 'none'],
    [['-f', 'raw'], (...w) => parsed(...w).log.format, 'raw'],
    [['--log-format=json'], (...w) => parsed(...w).log.format, 'json'],
    [['--console-output=f'], (...w) => parsed(...w).log.consoleFile, 'f'],
    [
      ['--no-color', '--no-usage-report', '--compatibility-mode=base'],
      (...w) => parsed(...w).options,
      {},
    ],
  ];

const errorOf = (...words: string[]): ChaosError => {
  try {
    parsed(...words);
  } catch (error) {
    if (error instanceof ChaosError) return error;
    throw error;
  }
  throw new Error(`${words.join(' ')} was accepted`);
};

describe('flags of k6 run', () => {
  for (const [words, actual, is] of changes)
    it(`are taken: ${words.join(' ')}`, () => {
      expect(actual(...words)).to.deep.equal(is);
    });

  it('are each either in the table and its help, with a test above, or refused', () => {
    const names: readonly string[] = Object.keys(flagTable);
    const words = changes.flatMap(([given]) => given);
    for (const name of documented) {
      const isRefused = name in refusedFlags;
      expect(names.includes(name), name).to.equal(!isRefused);
      if (isRefused) continue;
      expect(loadUsage, name).to.include(`--${name}`);
      const flag: { type: string; short?: string } = flagTable[name as keyof typeof flagTable];
      const isTested = words.some(
        (word) => word.startsWith(`--${name}`) || word.startsWith(`-${flag.short ?? '--'}`),
      );
      expect(isTested, `--${name} has no test`).to.equal(true);
    }
  });

  for (const name of Object.keys(refusedFlags))
    it(`are refused with what to do: --${name}`, () => {
      for (const words of [[`--${name}`], [`--${name}=x`]]) {
        const { code, message, help } = errorOf(...words);
        expect(code).to.equal('CHAOS_ERR_USAGE');
        expect(message).to.include(`--${name} is not supported`);
        expect(help).to.equal(refusedFlags[name]);
      }
    });

  it('are refused by their letters, too', () => {
    expect(errorOf('-a', 'localhost:0').message).to.include('--address is not supported');
    expect(errorOf('-p').message).to.include('--paused is not supported');
  });

  it('are refused with values that are none', () => {
    for (const words of [
      ['--summary-mode=legacy'],
      ['--summary-time-unit=h'],
      ['--log-format=xml'],
      ['--http-debug=loud'],
      ['--quiet=perhaps'],
      ['--rps=many'],
    ])
      expect(errorOf(...words).code, words[0]).to.equal('CHAOS_ERR_USAGE');
  });

  for (const given of ['0', '-1', '1.5', 'x', ''])
    it(`are refused with what they need: --workers ${given}`, () => {
      for (const words of [['--workers', given], [`--workers=${given}`]]) {
        const error = errorOf(...words);
        expect(error.code).to.equal('CHAOS_ERR_USAGE');
        expect(error.message).to.equal(`--workers ${given} is not a whole number of at least 1`);
        expect(error.help).to.equal('Give --workers a whole number of at least 1.');
      }
    });

  it('are told by a name that is near', () => {
    const { code, message, help } = errorOf('--durations', '5s');
    expect(code).to.equal('CHAOS_ERR_USAGE');
    expect(message).to.equal('there is no flag --durations');
    expect(help).to.equal('Did you mean `--duration`? See ws-chaos load --help for the flags.');
    expect(errorOf('--colour').message).to.equal('there is no flag --colour');
    expect(errorOf('-z').help).to.equal('See ws-chaos load --help for the flags.');
  });

  it('have variables, which are weaker', () => {
    const env = {
      K6_OUT: 'json=f',
      K6_SUMMARY_MODE: 'disabled',
      K6_LOG_FORMAT: 'raw',
      K6_SUMMARY_EXPORT: 'e',
    };
    const flags = parseLoadFlags(['s.ts'], env);
    expect(flags).to.deep.include({ outputs: ['json=f'], hasSummary: false, summaryExport: 'e' });
    expect(flags.log.format).to.equal('raw');
    const stronger = parseLoadFlags(['s.ts', '-o', 'csv=g', '--summary-mode=full', '-f=json'], env);
    expect(stronger).to.deep.include({ outputs: ['csv=g'], hasSummary: true });
    expect(stronger.log.format).to.equal('json');
    const options = environmentOptions({
      ...{
        K6_RPS: '3',
        K6_BATCH: '1',
        K6_MAX_REDIRECTS: '2',
        K6_SYSTEM_TAGS: 'url,vu',
        K6_HTTP_DEBUG: 'full',
      },
      ...{ K6_THROW: 'false', K6_NO_CONNECTION_REUSE: 'true', K6_HANDLE_SUMMARY_TIMEOUT: '1s' },
    });
    expect(options).to.deep.include({
      ...{ rps: 3, batch: 1, maxRedirects: 2, systemTags: ['url', 'vu'], httpDebug: 'full' },
      ...{ throw: false, noConnectionReuse: true, handleSummaryTimeout: '1s' },
    });
  });
});

describe('options of k6', () => {
  it('are refused where the test would be another one without them', () => {
    for (const options of [
      { blockHostnames: ['a.test'] },
      { blacklistIPs: ['10.0.0.0/8'] },
      { localIPs: '127.0.0.2' },
      { tlsAuth: [{ cert: '', key: '' }] },
      { paused: true },
    ])
      expect(() => consolidate([options])).to.throw(/`\w+` is not supported: ./);
  });

  it('are left out with a word where it would be nearly the same', () => {
    const { warnings } = consolidate([
      {
        dns: { ttl: '1m' },
        linger: true,
        noVUConnectionReuse: true,
        tlsVersion: 'tls1.2',
        cloud: {},
      },
    ]);
    expect(warnings.map((text) => /^`(\w+)` is not applied: ./.exec(text)?.[1])).to.deep.equal([
      ...['dns', 'linger', 'noVUConnectionReuse', 'tlsVersion'],
    ]);
  });

  it('say nothing when they are off', () => {
    const off = { paused: false, tlsAuth: [], linger: false, rps: 0, noUsageReport: true };
    expect(consolidate([off]).warnings).to.deep.equal([]);
  });
});

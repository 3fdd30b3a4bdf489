import { expect } from 'chai';
import { flags } from './flags.ts';
import { parseFlags } from './parse-flags.ts';
import { defaults } from './settings.ts';
import { UsageError } from './usage-error.ts';
import { usageText } from './usage-text.ts';

describe('the flags', () => {
  it('default to production timings', () => {
    expect(parseFlags([])).to.deep.include({ heartbeatMs: 25_000, probeMs: 15_000, misses: 2 });
  });

  it('cover every setting, each once', () => {
    const keys = flags.map(({ key }) => key).toSorted();
    expect(keys).to.deep.equal(Object.keys(defaults).toSorted());
  });

  it('derive the other timings from the probe interval unless they are given', () => {
    const fast = parseFlags(['--probe', '250ms']);
    expect(fast).to.include({ urgentMs: 200, resendMs: 150, admitWaitMs: 800, sweepMs: 1000 });
    expect(parseFlags(['--probe', '250ms', '--resend', '1.5s']).resendMs).to.equal(1500);
  });

  it('are all told of by --help, with defaults and what follows from the probe interval', () => {
    const text = usageText();
    for (const { name } of flags) expect(text).to.contain(`  --${name} `);
    expect(text).to.match(/--heartbeat <time> +interval of pings \(25000ms\)\n/);
    expect(text).to.match(/--evict on\|off +.* \(off\)\n/);
    const fast = parseFlags(['--probe', '250ms']);
    for (const { key, name } of flags) {
      const isDerived = key !== 'probeMs' && fast[key] !== defaults[key];
      expect(new RegExp(`--${name} .*ms\\*\\)\n`).test(text), name).to.equal(isDerived);
    }
  });

  const wrong: Readonly<Record<string, readonly string[]>> = {
    'unknown flag --heart; did you mean --heartbeat?': ['--heart', '1s'],
    '--heartbeat wants a time with a unit such as 250ms, not 300': ['--heartbeat', '300'],
    '--heartbeat wants a time with a unit such as 250ms, not 0s': ['--heartbeat', '0s'],
    '--port wants a whole number from 0 to 65535, not 70000': ['--port', '70000'],
    '--misses wants a whole number from 1 to 100, not 1.5': ['--misses', '1.5'],
    '--drain-code wants one of 1001, 1012, not 1000': ['--drain-code', '1000'],
    '--client-token wants some text, not nothing': ['--client-token', ''],
    '--port needs a value': ['--port'],
    'unexpected argument stray': ['stray'],
  };
  for (const [message, args] of Object.entries(wrong)) {
    it(`are refused with "${message}"`, () => {
      expect(() => parseFlags(args)).to.throw(UsageError, message);
    });
  }
});

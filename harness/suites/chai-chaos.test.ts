import { expect, use, AssertionError } from 'chai';
import { exitCodes, type CheckResult, type Verdict } from '../contracts/verdict.ts';
import { chaiChaos } from './chai-chaos.ts';
import type { ChaosRun } from './chaos-run.ts';

use(chaiChaos);

const noTimes = { count: 0, p50: null, p95: null, p99: null, max: null, never: 0 };

function run(change: Partial<Verdict> = {}, exitCode?: number): ChaosRun {
  const max = 1200;
  const verdict: Verdict = {
    outcome: 'pass',
    scenario: 'half-open-storm',
    seed: 42,
    planHash: 'abc',
    matrix: {
      zombies: { injected: 5, reclaimed: 5, late: 0, never: 0, unjudged: 0 },
      healthy: { kept: 15, killed: 0 },
    },
    reclaim: {
      closeSeen: noTimes,
      slotFree: { count: 5, p50: 800, p95: max, p99: max, max, never: 0 },
      socketGone: noTimes,
    },
    checks: [...names].map((name): CheckResult => ({ name, outcome: 'pass', violations: [] })),
    clean: true,
    ended: 'completed',
    environment: {},
    ...change,
  };
  return { directory: '/tmp/run-7', verdict, exitCode: exitCode ?? exitCodes[verdict.outcome] };
}

const names = [
  'counts-agree',
  'events-delivered',
  'fault-was-observed',
  'live-connections-kept',
  'load-was-honest',
  'priority-admitted',
  'zombies-reclaimed',
];

/** A run in which these checks failed, each with a violation. */
function failing(...failed: readonly string[]): ChaosRun {
  const checks = names.map((name): CheckResult => {
    const violations = failed.includes(name) ? [{ message: `${name} broke on power-1.1.0` }] : [];
    return { name, outcome: violations.length > 0 ? 'fail' : 'pass', violations };
  });
  const never = failed.includes('zombies-reclaimed') ? 2 : 0;
  const slotFree = { count: 5 - never, p50: 800, p95: 1200, p99: 1200, max: 1200, never };
  const { matrix, reclaim } = run().verdict;
  const killed = failed.includes('live-connections-kept') ? 1 : 0;
  return run({
    outcome: failed.length > 0 ? 'fail' : 'pass',
    checks,
    matrix: { ...matrix, healthy: { kept: 15 - killed, killed } },
    reclaim: { ...reclaim, slotFree },
  });
}

/** The message of the assertion that `claim` must throw. */
function red(claim: () => void): string {
  try {
    claim();
  } catch (error) {
    expect(error).to.be.instanceOf(AssertionError);
    return (error as Error).message;
  }
  throw new Error('the assertion passed and must not');
}

describe('chai that speaks of chaos runs', () => {
  it('passes what is true of a good run', () => {
    const good = run();
    expect(good).to.pass();
    expect(good).to.reclaimZombies.within('2s');
    expect(good).to.keepLiveConnections();
    expect(good).to.deliverEvents();
    expect(good).to.admitPriorityUsers();
    expect(good).to.agreeOnCounts();
    expect(good).to.proveFaults();
    expect(good).to.carryHonestLoad();
    expect(good).to.leaveNothingBehind();
    expect(good).not.to.fail.by('zombies-reclaimed');
    expect(good).not.to.reclaimZombies.within('1s');
  });

  it('is red with what, figures, the run directory and the line to run it again', () => {
    const message = red(() => {
      expect(failing('zombies-reclaimed')).to.reclaimZombies.within('2s');
    });
    expect(message).to.contain('expected half-open-storm (seed 42) to reclaim its zombies');
    expect(message).to.contain('2 of 5 were never reclaimed, the slowest took 1.2s (by slotFree)');
    expect(message).to.contain('zombies-reclaimed: zombies-reclaimed broke on power-1.1.0');
    expect(message).to.contain('run directory  /tmp/run-7');
    expect(message).to.contain(
      'reproduce      npm run -s ws-chaos -- run half-open-storm --seed 42',
    );
  });

  it('is red when zombies were reclaimed too late', () => {
    const message = red(() => {
      expect(run()).to.reclaimZombies.within('1s');
    });
    expect(message).to.contain('within 1s, but the slowest took 1.2s (by slotFree)');
  });

  it('is red when no zombie was ever proven: such a run shows nothing', () => {
    const { matrix, reclaim } = run().verdict;
    const zombies = { injected: 0, reclaimed: 0, late: 0, never: 0, unjudged: 0 };
    const empty = run({
      matrix: { ...matrix, zombies },
      reclaim: { ...reclaim, slotFree: noTimes },
    });
    expect(red(() => expect(empty).to.reclaimZombies)).to.contain('no zombie was ever proven');
    expect(
      red(() => {
        expect(empty).to.reclaimZombies.within('9s');
      }),
    ).to.contain('no zombie');
  });

  it('judges by the sign the plan names', () => {
    const plan = { serviceLevel: { judge: 'socketGone' } } as unknown as NonNullable<
      ChaosRun['plan']
    >;
    expect(red(() => expect({ ...run(), plan }).to.reclaimZombies)).to.contain('by socketGone');
  });

  it('tells exactly from at least', () => {
    const two = failing('zombies-reclaimed', 'priority-admitted');
    expect(two).to.fail.exactly('priority-admitted', 'zombies-reclaimed');
    expect(two).to.fail.by('zombies-reclaimed');
    expect(
      red(() => {
        expect(two).to.fail.exactly('zombies-reclaimed');
      }),
    ).to.contain('priority-admitted failed too');
    expect(
      red(() => {
        expect(two).to.fail.by('counts-agree');
      }),
    ).to.contain('counts-agree did not');
  });

  it('is red when verdict and exit code do not say the same', () => {
    expect(
      red(() => {
        expect(run({}, 1)).to.pass();
      }),
    ).to.contain('ended as pass with exit code 1');
    const message = red(() => {
      expect({ ...failing('counts-agree'), exitCode: 0 }).to.fail.exactly('counts-agree');
    });
    expect(message).to.contain('exit code 0');
    expect(
      red(() => {
        expect(run({ outcome: 'unknown' }, 1)).to.proveNothing();
      }),
    ).to.contain('code 1');
  });

  const red7: readonly (readonly [string, (run: ChaosRun) => void])[] = [
    [
      'live-connections-kept',
      (one) => {
        expect(one).to.keepLiveConnections();
      },
    ],
    [
      'events-delivered',
      (one) => {
        expect(one).to.deliverEvents();
      },
    ],
    [
      'priority-admitted',
      (one) => {
        expect(one).to.admitPriorityUsers();
      },
    ],
    [
      'counts-agree',
      (one) => {
        expect(one).to.agreeOnCounts();
      },
    ],
    [
      'fault-was-observed',
      (one) => {
        expect(one).to.proveFaults();
      },
    ],
    [
      'load-was-honest',
      (one) => {
        expect(one).to.carryHonestLoad();
      },
    ],
  ];
  for (const [name, sentence] of red7) {
    it(`is red in the sentence for ${name} when it failed, and when it was not asked`, () => {
      expect(
        red(() => {
          sentence(failing(name));
        }),
      ).to.contain(`${name}: ${name} broke`);
      if (name === 'live-connections-kept') return;
      expect(
        red(() => {
          sentence(run({ checks: [] }));
        }),
      ).to.contain(`${name} was not asked`);
    });
  }

  it('is red when there was nobody to keep', () => {
    const { matrix } = run().verdict;
    const lonely = run({ matrix: { ...matrix, healthy: { kept: 0, killed: 0 } } });
    expect(
      red(() => {
        expect(lonely).to.keepLiveConnections();
      }),
    ).to.contain('there were none');
  });

  it('is red when something was left, or nobody looked', () => {
    expect(
      red(() => {
        expect(run({ clean: false })).to.leaveNothingBehind();
      }),
    ).to.contain('could not be undone');
    const unseen = run().verdict;
    delete (unseen as { clean?: boolean }).clean;
    expect(
      red(() => {
        expect({ ...run(), verdict: unseen }).to.leaveNothingBehind();
      }),
    ).to.contain('nobody looked');
  });

  it('refuses what is no run, and what is no duration', () => {
    expect(
      red(() => {
        expect(7).to.keepLiveConnections();
      }),
    ).to.contain('expected a chaos run');
    expect(
      red(() => {
        expect(run()).to.reclaimZombies.within('2');
      }),
    ).to.contain('write it like');
  });

  it('leaves the within of numbers alone', () => {
    expect(5).to.be.within(1, 9);
  });
});

import { expect } from 'chai';
import { cohortPresets } from '../../cohorts.ts';
import { figures } from '../../figures.ts';
import { networkMix, networkNames, networks, standingToxics } from '../../network-mix.ts';

const mean = ({ median, sigma }: { median: number; sigma: number }): number =>
  median * Math.exp(sigma ** 2 / 2);
/** Value of a log-normal distribution below which nine of ten are. */
const p90 = ({ median, sigma }: { median: number; sigma: number }): number =>
  median * Math.exp(1.2816 * sigma);

describe('the figures of the user mix', () => {
  it('each say where they are from', () => {
    for (const [name, { source, value }] of Object.entries(figures)) {
      expect(source.length, name).to.be.above(5);
      expect(value, name).to.be.above(0);
    }
  });

  it('are those of the cohorts', () => {
    const { returning, signup, power, enterprise } = cohortPresets;
    if (!returning || !signup || !power || !enterprise) throw new Error('a cohort is missing');
    expect(mean(signup.promptTokens)).to.be.closeTo(figures.promptTokensMean.value, 20);
    expect(mean(signup.responseTokens)).to.be.closeTo(figures.responseTokensMean.value, 15);
    expect(mean(power.responseTokens)).to.be.closeTo(figures.responseTokensMeanLong.value, 15);
    expect(power.turns).to.be.closeTo(figures.turnsEngaged.value, 0.05);
    expect(returning.turns).to.be.closeTo(figures.turnsReturning.value, 0.05);
    expect(p90(power.thinkMs)).to.be.closeTo(figures.thinkP90.value * 1000, 1000);
    expect(enterprise.turns).to.equal(10);
  });

  it('split the users into tiers', () => {
    const { usersFree, usersPaid, usersEnterprise } = figures;
    expect(usersFree.value + usersPaid.value + usersEnterprise.value).to.be.closeTo(1, 1e-9);
  });
});

describe('the network mix', () => {
  it('gives every user of a cohort one network', () => {
    expect(Object.keys(networkMix)).to.deep.equal(Object.keys(cohortPresets));
    for (const [cohort, shares] of Object.entries(networkMix))
      expect(
        Object.values(shares).reduce((sum, share) => sum + share),
        cohort,
      ).to.equal(100);
  });

  it('has the published shares over all tiers', () => {
    const { usersFree, usersPaid, usersEnterprise } = figures;
    const weights: Readonly<Record<string, number>> = {
      enterprise: usersEnterprise.value,
      power: usersPaid.value,
      returning: usersFree.value / 2,
      signup: usersFree.value / 2,
    };
    const share = (...names: (keyof typeof networks)[]): number =>
      Object.entries(networkMix).reduce(
        (sum, [cohort, shares]) =>
          sum + (weights[cohort] ?? 0) * names.reduce((all, name) => all + shares[name], 0),
        0,
      );
    expect(share('wired', 'wifi')).to.be.closeTo(60, 1);
    expect(share('mobile')).to.be.closeTo(25, 1);
    expect(share('hidden-tab')).to.be.closeTo(10, 1);
    expect(share('slow')).to.be.closeTo(5, 1);
  });

  it('becomes toxics of a lane, in the units of Toxiproxy', () => {
    expect(standingToxics('slow')).to.deep.equal([
      { type: 'latency', stream: 'upstream', attributes: { latency: 75, jitter: 20 } },
      { type: 'bandwidth', stream: 'upstream', attributes: { rate: 94 } },
      { type: 'latency', stream: 'downstream', attributes: { latency: 75, jitter: 20 } },
      { type: 'bandwidth', stream: 'downstream', attributes: { rate: 200 } },
    ]);
    expect(standingToxics('wired')).to.have.length(2);
    for (const name of networkNames) expect(networks[name].source.length).to.be.above(5);
  });
});

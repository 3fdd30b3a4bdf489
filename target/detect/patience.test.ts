import { expect } from 'chai';
import { patienceUs } from './patience.ts';

describe('patience', () => {
  const pace = { intervalMs: 250, urgentMs: 200 };
  const waitMs = (isSuspect: boolean, slowestMs: number): number =>
    patienceUs({ isSuspect, slowestUs: slowestMs * 1000 }, pace) / 1000;

  it('is the urgent interval for who is not suspected', () => {
    expect([waitMs(false, 1), waitMs(false, 10)]).to.deep.equal([200, 200]);
  });

  it('is short for a suspect that used to answer fast, with a least', () => {
    expect([waitMs(true, 1), waitMs(true, 20), waitMs(true, 100)]).to.deep.equal([50, 80, 200]);
  });

  it('is that of the regular interval for who never answered, suspect or not, within a second', () => {
    const slow = { intervalMs: 15_000, urgentMs: 200 };
    for (const isSuspect of [false, true]) {
      expect(waitMs(isSuspect, 0)).to.equal(250);
      expect(patienceUs({ isSuspect, slowestUs: 0 }, slow)).to.equal(1_000_000);
      expect(patienceUs({ isSuspect, slowestUs: 0 }, { ...slow, urgentMs: 4000 })).to.equal(
        4_000_000,
      );
    }
  });

  it('is as long as the regular interval for who always needed long, suspect or not', () => {
    for (const isSuspect of [false, true]) {
      expect([waitMs(isSuspect, 230), waitMs(isSuspect, 400)]).to.deep.equal([230, 250]);
    }
  });
});

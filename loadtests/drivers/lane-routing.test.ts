import { expect } from 'chai';
import { laneRouter } from './lane-routing.ts';

const laneUrls = Object.fromEntries(
  ['default', 'power', 'f1', 'f2'].map((name, index) => [name, `ws://127.0.0.1:${4000 + index}/`]),
);

describe('lane routing of victims', () => {
  const router = laneRouter(
    {
      lanes: [
        { name: 'f1', connections: ['power-1.1'], returning: true },
        { name: 'f2', connections: ['power-2.1'] },
      ],
    },
    laneUrls,
  );

  it('takes those who come back to the lane of their fault where it hits them again', () => {
    for (const incarnation of [0, 1, 7])
      expect(router.urlFor('power-1.1', incarnation)).to.equal(laneUrls['f1']);
  });

  it('takes others who come back past it', () => {
    expect(router.urlFor('power-2.1', 0)).to.equal(laneUrls['f2']);
    expect(router.urlFor('power-2.1', 1)).to.equal(laneUrls['power']);
  });
});

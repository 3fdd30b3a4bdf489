import { expect } from 'chai';
import type { Plan } from '../contracts/plan.ts';
import { reproduceLine } from './scenario-options.ts';

describe('the line that runs the same again', () => {
  const plan = { seed: 42 } as unknown as Plan;

  it('has the words of whoever ran it', () => {
    const flags = {
      set: ['faults.0.on.count=2'],
      targetUrl: 'ws://127.0.0.1:8765/',
      targetCommand: 'npm start',
      duration: '8h',
      allowHost: ['stage.example'],
    };
    expect(reproduceLine('half-open-storm', flags, plan)).to.equal(
      'npm run -s ws-chaos -- run half-open-storm --seed 42 --target-url ws://127.0.0.1:8765/ ' +
        "--target-command 'npm start' --duration 8h --set faults.0.on.count=2 --allow-host stage.example",
    );
  });

  it('is short where nothing was said', () => {
    const line = reproduceLine('soak', { set: [], allowHost: [] }, plan);
    expect(line).to.equal('npm run -s ws-chaos -- run soak --seed 42');
  });
});

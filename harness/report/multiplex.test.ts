import { expect } from 'chai';
import type { Reporter } from '../contracts/reporter.ts';
import { multiplex } from './multiplex.ts';
import { samplePlan } from './testing/sample-plan.ts';
import { sampleRun } from './testing/sample-run.ts';

describe('multiplex', () => {
  it('goes on with the others when one throws, and names it once', async () => {
    const seen: string[] = [];
    const problems: string[] = [];
    const broken: Reporter = {
      name: 'broken',
      onEvent: () => {
        throw new Error('no');
      },
      onVerdict: () => Promise.reject(new Error('no file')),
    };
    const good: Reporter = {
      name: 'good',
      onStart: ({ scenario }) => void seen.push(scenario),
      onEvent: ({ kind }) => void seen.push(kind),
      onVerdict: ({ verdict }) => {
        seen.push(verdict.outcome);
        return Promise.resolve();
      },
    };
    const all = multiplex([broken, good], (problem) => {
      problems.push(problem);
    });
    all.onStart?.(samplePlan());
    all.onEvent?.({ kind: 'note', atUs: 1, text: 'one' });
    all.onEvent?.({ kind: 'note', atUs: 2, text: 'two' });
    await all.onVerdict?.(sampleRun('good'));
    expect(seen).to.deep.equal([samplePlan().scenario, 'note', 'note', 'pass']);
    expect(problems).to.deep.equal([
      'reporter broken failed: no',
      'reporter broken failed: no file',
    ]);
  });
});

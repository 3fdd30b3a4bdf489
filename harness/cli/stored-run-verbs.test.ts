import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { HistoryEvent } from '../contracts/history.ts';
import { sampleRun } from '../report/testing/sample-run.ts';
import { cli } from './testing/real-cli.ts';

async function checked(events: readonly HistoryEvent[]): Promise<string> {
  await using scratch = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-stored-'));
  const { history, scenarioSource } = sampleRun('unknown');
  const files = {
    'plan.json': JSON.stringify(history.plan),
    'scenario.yaml': scenarioSource,
    'history.ndjson': events.map((event) => `${JSON.stringify(event)}\n`).join(''),
  };
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(scratch.path, name), text);
  }
  return (await cli(['check', scratch.path])).out;
}

describe('check of a stored run', () => {
  const { events } = sampleRun('unknown').history;
  const unended = events.filter(({ kind }) => kind !== 'run.end');

  it('says of one that was killed that its history stops half-way', async () => {
    const out = await checked(unended);
    expect(out).to.match(/^ABORTED {2}The history stops half-way: ws-chaos itself was killed/);
  });

  it('says nothing of that where the run got to its end', async () => {
    const atUs = (unended.at(-1)?.atUs ?? 0) + 1;
    const out = await checked([...unended, { kind: 'run.end', atUs, reason: 'completed' }]);
    expect(out).to.match(/^UNKNOWN {2}No verdict/);
  });
});

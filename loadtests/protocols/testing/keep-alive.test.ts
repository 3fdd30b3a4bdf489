import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { runScript } from '../../engine/testing/run-script.ts';

const module = JSON.stringify(fileURLToPath(new URL('../keep-alive.ts', import.meta.url)));

/** What is logged by a script that watches for 40 ms of silence and then stands still for 120. */
async function afterStandingStill(then: string): Promise<readonly string[]> {
  const { lines, errors } = await runScript(
    `import { KeepAlive } from ${module};
     export default function () {
       const alive = new KeepAlive({ protocol: 'x', silentAfterMs: 40, onSilent: () => console.log('dead') });
       const from = Date.now(); while (Date.now() - from < 120);
       ${then}
     }`,
  );
  expect(errors).to.deep.equal([]);
  return lines;
}

describe('keeping a session alive', () => {
  it('takes its own standstill for no silence of the peer', async () => {
    const heard = `setTimeout(() => { alive.heard(); alive.stop(); console.log('heard'); }, 0);`;
    expect(await afterStandingStill(heard)).to.deep.equal(['heard']);
  });

  it('leaves a peer that says nothing afterwards either', async () => {
    expect(await afterStandingStill('')).to.deep.equal(['dead']);
  });
});

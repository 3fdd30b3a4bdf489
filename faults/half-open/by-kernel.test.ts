import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { FaultProof, HealReport } from '../../harness/contracts/fault.ts';
import { requireToxiproxy } from '../testing/require-toxiproxy.ts';

const run = promisify(execFile);
const main = fileURLToPath(new URL('../testing/kernel-half-open-main.ts', import.meta.url));

interface Outcome {
  readonly hit: {
    readonly proof: FaultProof;
    readonly sockets: readonly string[];
    readonly bystanders: number;
    readonly heal: HealReport;
    readonly gone?: true;
    readonly tables: string;
  };
  readonly missed: { readonly proof: FaultProof };
}

/** The flags that give a namespace with a packet filter here; undefined where none do. */
async function namespaceFlags(): Promise<readonly string[] | undefined> {
  const flags = process.getuid?.() === 0 ? ['-n'] : ['-Urn'];
  return run('unshare', [...flags, 'nft', 'list', 'tables']).then(
    () => flags,
    () => undefined,
  );
}

describe('a kernel-true half-open', () => {
  let outcome: Outcome;

  before(async function () {
    this.timeout(90_000); // as long as the process may take, and what starts it
    requireToxiproxy(this);
    const flags = await namespaceFlags();
    if (flags === undefined) {
      if (this.test?.parent !== undefined)
        this.test.parent.title += ' (skipped: no network namespace with nft can be had here)';
      this.skip();
    }
    const { stdout } = await run('unshare', [...flags, process.execPath, main], {
      timeout: 60_000,
    });
    outcome = JSON.parse(stdout) as Outcome;
  });

  it('is proven by lost packets while the server’s sockets stay established', () => {
    const { proof, sockets } = outcome.hit;
    expect(proof.unproven).to.deep.equal([]);
    expect(proof.victims).to.have.length(3);
    expect(proof.facts['lostPackets']).to.be.at.least(3);
    expect(sockets).to.deep.equal(['established', 'established', 'established']);
  });

  it('leaves bystanders alone', () => {
    expect(outcome.hit.bystanders).to.equal(2);
  });

  it('heals at once, with nothing left in the packet filter', () => {
    const { heal, gone, tables } = outcome.hit;
    expect(heal.clean, heal.how).to.equal(true);
    expect(gone).to.equal(true);
    expect(tables).to.equal('');
  });

  it('is not proven when no packet is lost', () => {
    const { proof } = outcome.missed;
    expect(proof.victims).to.deep.equal([]);
    expect(proof.unproven[0]?.reason).to.contain('packets');
  });
});

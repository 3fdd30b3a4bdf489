import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { namespaceFlags } from './namespace.ts';

const run = promisify(execFile);
const buffers = '/proc/sys/net/ipv4/tcp_rmem';
const module = new URL('namespace.ts', import.meta.url).href;
/** By what a run does that has entered its namespace for a fault which needs small buffers. */
const script = `
  import { readFileSync } from 'node:fs';
  import { shrinkBuffers } from ${JSON.stringify(module)};
  await shrinkBuffers();
  process.stdout.write(readFileSync(${JSON.stringify(buffers)}, 'utf8'));
`;

describe('the namespace of a run', () => {
  it('gets small buffers, and the machine keeps its own', async function () {
    const flags = await namespaceFlags();
    if (flags === undefined) this.skip();
    const before = await readFile(buffers, 'utf8');
    const inside = [...flags, process.execPath, '--input-type=module', '-e', script];
    const { stdout } = await run('unshare', inside, { timeout: 20_000 });
    expect(stdout.trim().split(/\s+/)).to.deep.equal(['4096', '65536', '65536']);
    expect(await readFile(buffers, 'utf8')).to.equal(before);
  });
});

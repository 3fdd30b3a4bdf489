import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Verdict } from '../contracts/verdict.ts';
import { freePort } from '../process/free-port.ts';
import { judgedRun, root } from './testing/real-cli.ts';

const quoted = (file: string): string => JSON.stringify(join(root, file));

/** Echoes, with nothing around `send` that would catch what it throws. */
const server = `
import { WebSocketServer } from ${quoted('node_modules/ws/wrapper.mjs')};
import { chaosHooks } from ${quoted('faults/hooks/index.ts')};
const hooks = chaosHooks();
const server = new WebSocketServer({ host: '127.0.0.1', port: Number(process.env.PORT) });
server.on('connection', (socket, request) => hooks.attach(socket, request));
server.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
`;

const scenario = (port: number): string => `
name: fragile
seed: 1
target:
  command: [${process.execPath}, server.mjs]
  env: { PORT: '${String(port)}' }
  url: ws://127.0.0.1:${String(port)}/
  hooks: ready-line
load: { users: { power: 4 } }
phases: { baseline: 500ms, chaos: 5s, recovery: 500ms }
faults: [{ inject: stalled-emitter, mode: throw, at: 200ms, on: { count: 3 } }]
serviceLevel: { reclaimWithin: 3s }
`;

describe('a server that a fault brings down', () => {
  it('is told of with its last words, and leaves nothing to undo', async function () {
    this.timeout(60_000);
    await using scratch = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-fragile-'));
    await writeFile(join(scratch.path, 'server.mjs'), server);
    await writeFile(join(scratch.path, 'fragile.yaml'), scenario(await freePort()));
    const directory = join(scratch.path, 'run');
    const file = join(scratch.path, 'fragile.yaml');
    const { code, out, err } = await judgedRun(['run', file, '--out', directory]);
    expect(out, err).to.match(
      /^FAIL {2}Target ended by itself \(exit code 1\): Error: emit failed at the fault point/,
    );
    expect(err).to.contain('gone with the server').and.not.contain('CHAOS_ERR_NOT_UNDONE');
    const verdict = JSON.parse(await readFile(join(directory, 'verdict.json'), 'utf8')) as Verdict;
    expect(verdict).to.include({ outcome: 'fail', clean: true });
    expect(code).to.equal(1);
    const page = await readFile(join(directory, 'report.html'), 'utf8');
    expect(page).to.contain('its last words').and.contain('at EmitPoint.pass');
  });
});

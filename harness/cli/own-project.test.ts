import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Verdict } from '../contracts/verdict.ts';
import { freePort } from '../process/free-port.ts';
import { judgedRun } from './testing/real-cli.ts';

const server = `
  import { WebSocketServer } from ${JSON.stringify(import.meta.resolve('ws'))};
  const server = new WebSocketServer({ host: '127.0.0.1', port: Number(process.env.PORT) });
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(String(data))));
`;

/** As somebody writes it for k6, with the server's own address in it. */
const script = (url: string): string => `
  import ws from 'k6/ws';
  export default function () {
    ws.connect('${url}', {}, (socket) => {
      socket.on('open', () => socket.setInterval(() => socket.send('hello'), 50));
      socket.setTimeout(() => socket.close(), 10_000);
    });
  }
`;

/** Every path in it is relative, and the server is behind a shell as it is behind `npm start`. */
const scenario = (url: string, port: number): string =>
  JSON.stringify({
    name: 'own-project',
    seed: 3,
    target: {
      command: ['sh', '-c', 'node server.mjs; true'],
      directory: './backend',
      env: { PORT: String(port) },
      url,
    },
    load: { script: './chat.ts', users: { power: 3, signup: 2 } },
    phases: { baseline: '500ms', chaos: '2500ms', recovery: '300ms' },
    faults: [{ inject: 'half-close', at: '100ms', on: { count: 2 } }],
    serviceLevel: { reclaimWithin: '2s' }, // it takes a moment; a busy machine may take longer
  });

describe('a project of the user’s own', function () {
  this.timeout(60_000);
  let project: string;
  let runs: string;

  before(async () => {
    project = await mkdtemp(join(tmpdir(), 'ws-chaos-project-'));
    runs = await mkdtemp(join(tmpdir(), 'ws-chaos-runs-'));
    const port = await freePort();
    const url = `ws://127.0.0.1:${String(port)}/chat`;
    await mkdir(join(project, 'backend'));
    await writeFile(join(project, 'backend', 'server.mjs'), server);
    await writeFile(join(project, 'chat.ts'), script(url));
    await writeFile(join(project, 'scenario.yaml'), scenario(url, port));
  });
  after(() => Promise.all([project, runs].map((path) => rm(path, { recursive: true }))));

  const verdict = async (run: string): Promise<Verdict> =>
    JSON.parse(await readFile(join(runs, run, 'verdict.json'), 'utf8')) as Verdict;
  const reclaimed = { injected: 2, reclaimed: 2, late: 0, never: 0, unjudged: 0 };

  it('runs from anywhere, its script’s own address led through the proxies', async () => {
    const file = join(project, 'scenario.yaml');
    const { code, err, out } = await judgedRun(['run', file, '--out', join(runs, 'first')]);
    expect(code, `${err}${out}`).to.equal(0);
    expect((await verdict('first')).matrix).to.deep.equal({
      zombies: reclaimed,
      healthy: { kept: 5, killed: 0 }, // the victims' users come back
    });
  });

  it('is replayed from the directory of its run', async () => {
    const run = join(runs, 'first');
    const { code, err, out } = await judgedRun(['replay', run, '--out', join(runs, 'again')]);
    expect(code, `${err}${out}`).to.equal(0);
    expect((await verdict('again')).matrix.zombies).to.deep.equal(reclaimed);
  });
});

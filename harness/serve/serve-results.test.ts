import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtempDisposable, readFile, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { inside } from './inside.ts';
import { renderIndex, writeIndex } from './index-page.ts';
import { listRuns } from './list-runs.ts';
import { serveResults } from './serve-results.ts';

const level = { judge: 'slotFree', reclaimWithinMs: 4000 };

async function addRun(root: string, name: string, outcome?: string): Promise<string> {
  const directory = join(root, 'storm', name);
  await mkdir(directory, { recursive: true });
  const target = { policy: 'graduated' };
  const plan = { scenario: 'storm', seed: 7, hash: 'abc', target, serviceLevel: level };
  await writeFile(join(directory, 'plan.json'), JSON.stringify(plan));
  if (outcome === undefined) return directory;
  const zombies = { injected: 5, reclaimed: 4, late: 0, never: 1, unjudged: 0 };
  const verdict = {
    outcome,
    ended: 'completed',
    matrix: { zombies, healthy: { kept: 15, killed: 0 } },
    reclaim: { slotFree: { max: 1200 } },
    checks: [{ name: 'zombies-reclaimed', outcome }],
  };
  await writeFile(join(directory, 'verdict.json'), JSON.stringify(verdict));
  await writeFile(join(directory, 'report.html'), '<p>report');
  return directory;
}

/** Sends the path as it is: `fetch` would tidy `..` away before anybody could refuse it. */
function get(
  url: string,
  path: string,
  options: { method?: string; host?: string } = {},
): Promise<{ status: number; body: string }> {
  const { hostname, port, host } = new URL(url);
  return new Promise((resolve, reject) => {
    const headers = { host: options.host ?? host };
    const method = options.method ?? 'GET';
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      text(response).then((body) => {
        resolve({ status: response.statusCode ?? 0, body });
      }, reject);
    });
    sent.on('error', reject).end();
  });
}

describe('serving results', () => {
  async function served(
    use: (url: string, root: string, outside: string) => Promise<void>,
  ): Promise<void> {
    await using home = await mkdtempDisposable(join(tmpdir(), 'ws-chaos-serve-'));
    const root = join(home.path, 'results');
    const outside = join(home.path, 'secret.txt');
    await writeFile(outside, 'secret');
    await addRun(root, 'one', 'fail');
    await addRun(root, 'two', 'pass');
    await addRun(root, 'three');
    await symlink(join(root, 'storm', 'one'), join(root, 'latest'));
    await symlink(outside, join(root, 'storm', 'one', 'link.txt'));
    const server = await serveResults({ directory: root, port: 0 });
    try {
      await use(server.url, root, outside);
    } finally {
      await server.close();
    }
  }

  it('lists every run once, with its verdict, also one without', async () => {
    await served(async (url, root) => {
      const runs = await listRuns(root);
      const outcomes = runs.map(({ path, outcome }) => `${path} ${outcome}`).toSorted();
      expect(outcomes).to.deep.equal(['storm/one fail', 'storm/three unjudged', 'storm/two pass']);
      const { status, body } = await get(url, '/');
      expect(status).to.equal(200);
      expect(body).to.contain('"path":"storm/one"').and.contain('"failed":["zombies-reclaimed"]');
    });
  });

  it('serves files of runs, also by way of latest', async () => {
    await served(async (url) => {
      expect(await get(url, '/runs/storm/one/report.html')).to.include({
        status: 200,
        body: '<p>report',
      });
      expect(await get(url, '/runs/latest/report.html')).to.include({ status: 200 });
      expect(await get(url, '/runs/storm/none/report.html')).to.include({ status: 404 });
      expect(await get(url, '/runs/storm/one')).to.include({ status: 404 });
    });
  });

  it('never leaves its directory', async () => {
    await served(async (url, root) => {
      const tries = [
        '/runs/../secret.txt',
        '/runs/storm/../../secret.txt',
        '/runs/%2e%2e/secret.txt',
        '/runs/..%2fsecret.txt',
        '/runs/storm/..%5c..%5csecret.txt',
        '/runs//etc/passwd',
        '/runs/storm/one/link.txt',
        '/runs/%00',
        '/runs/%ff',
        '/archive/..tar.gz',
        '/archive/../results.tar.gz',
        '/archive/%2e%2e.tar.gz',
        '/../secret.txt',
      ];
      for (const path of tries) {
        const { status, body } = await get(url, path);
        expect([status, body], path).to.deep.equal([404, '404\n']);
      }
      expect(await inside(root, 'storm/one/report.html')).to.be.a('string');
    });
  });

  it('refuses other methods and names of other hosts', async () => {
    await served(async (url) => {
      expect(await get(url, '/', { method: 'POST' })).to.include({ status: 405 });
      expect(await get(url, '/', { host: 'evil.example' })).to.include({ status: 403 });
      expect(await get(url, '/', { host: 'localhost:9' })).to.include({ status: 200 });
    });
  });

  it('packs a run into an archive that tar can read', async () => {
    await served(async (url, root) => {
      const response = await fetch(new URL('/archive/storm/one.tar.gz', url));
      const archive = join(root, 'one.tar.gz');
      await writeFile(archive, Buffer.from(await response.arrayBuffer()));
      const listed = execFileSync('tar', ['-tzf', archive], { encoding: 'utf8' });
      expect(listed.trim().split('\n')).to.deep.equal([
        'one/plan.json',
        'one/report.html',
        'one/verdict.json',
      ]);
      const content = execFileSync('tar', ['-xOzf', archive, 'one/verdict.json']);
      expect(content).to.deep.equal(await readFile(join(root, 'storm/one/verdict.json')));
    });
  });

  it('says so when the port is taken', async () => {
    await served(async (url, root) => {
      const port = Number(new URL(url).port);
      const error: unknown = await serveResults({ directory: root, port }).catch(
        (caught: unknown) => caught,
      );
      expect(error).to.include({ code: 'CHAOS_ERR_USAGE' });
    });
  });

  it('shows an empty index where there is no directory', async () => {
    expect(await listRuns(join(tmpdir(), 'ws-chaos-no-such-directory'))).to.deep.equal([]);
    expect(renderIndex([], 'served')).to.contain('"runs":[]');
  });

  it('writes an index that can be opened from a file, hostile names and all', async () => {
    await served(async (_, root) => {
      await addRun(root, '</script><script>alert(1)', 'pass');
      const page = await readFile(await writeIndex(root), 'utf8');
      expect(page).to.contain('"mode":"file"').and.not.contain('<script>alert');
    });
  });
});

import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ChaosError } from '../../harness/contracts/errors.ts';
import { findServer } from './find-server.ts';

describe('findServer', () => {
  let folder = '';
  let server = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ws-chaos-find-'));
    server = join(folder, 'toxiproxy-server');
    await writeFile(server, '#!/bin/sh\n');
    await chmod(server, 0o755);
  });
  after(() => rm(folder, { recursive: true }));

  it('prefers the one the user names, then PATH, then the one built here', () => {
    const named = findServer({ TOXIPROXY_SERVER: server, PATH: folder }, folder);
    expect(named).to.deep.equal({ path: server, how: 'TOXIPROXY_SERVER' });
    expect(findServer({ PATH: `/nowhere:${folder}` }, '/none').how).to.equal('PATH');
    expect(findServer({ PATH: '/nowhere' }, folder).how).to.equal('.tools');
  });

  it('does not pass over a named one that cannot be run', () => {
    for (const named of ['/nowhere/server', folder]) {
      expect(() => findServer({ TOXIPROXY_SERVER: named, PATH: folder }, folder)).to.throw(
        ChaosError,
        named,
      );
    }
  });

  it('names three ways to get one where there is none', () => {
    try {
      findServer({ PATH: '/nowhere' }, '/none');
      expect.fail('found one');
    } catch (error) {
      expect(error).to.have.property('code', 'CHAOS_ERR_TOXIPROXY_MISSING');
      expect((error as ChaosError).help).to.match(/make setup.*PATH.*TOXIPROXY_SERVER/);
    }
  });
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { ChaosError } from '../contracts/errors.ts';
import { censusOf } from './census-url.ts';

describe('the census of a server of the user’s own', () => {
  let server: Server;
  let url: string;
  let answer: object;

  before(async () => {
    server = createServer((_, response) => response.end(JSON.stringify(answer)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/census`;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  const whole = { claimed: 1, limit: 2, reclaimable: 0, connections: [{ connection: 'a' }] };

  it('is taken as it is told, with work or without', async () => {
    for (const told of [whole, { ...whole, work: [] }, { ...whole, work: ['a', 'gone'] }]) {
      answer = told;
      expect(await censusOf(url)).to.deep.equal(told);
    }
  });

  it('is refused in another form, with the form that is wanted', async () => {
    for (const wrong of [{ work: 3 }, { work: [3] }, { work: null }, { claimed: '1' }]) {
      answer = { ...whole, ...wrong };
      const error: unknown = await censusOf(url).catch((reason: unknown) => reason);
      expect(error, JSON.stringify(wrong)).to.be.instanceOf(ChaosError);
      const { code, help } = error as ChaosError;
      expect(code).to.equal('CHAOS_ERR_TARGET_CONTROL');
      expect(help).to.contain('`work: [connection]`');
    }
  });
});

import { expect } from 'chai';
import type { TargetSpec } from '../contracts/scenario.ts';
import { isLoopback } from '../contracts/loopback.ts';
import { checkTarget } from './check-target.ts';

const url = 'ws://127.0.0.1:1/';
const found = (target: Partial<TargetSpec>): string[] =>
  checkTarget({ settings: {}, startWithinMs: 1, ...target }, []).map(
    ({ code, path }) => `${code.replace('CHAOS_ERR_', '')} ${path.join('.')}`,
  );

describe('check target', () => {
  it('takes the reference server, a server that runs, and one to be started', () => {
    expect(found({ policy: 'graduated', defect: 'x' })).to.deep.equal([]);
    expect(found({ url, census: 'http://localhost:1/census' })).to.deep.equal([]);
    expect(found({ command: ['node'], url })).to.deep.equal([]);
  });

  it('wants to know where a command will listen', () => {
    expect(found({ command: ['node'] })).to.deep.equal(['SCENARIO_INVALID target.url']);
  });

  it('refuses parts of the reference server beside a server of the user’s own', () => {
    const both = ['SCENARIO_INVALID target.policy', 'SCENARIO_INVALID target.defect'];
    expect(found({ url, policy: 'graduated', defect: 'x' })).to.deep.equal(both);
    expect(found({ census: 'http://127.0.0.1/' })).to.deep.equal([
      'SCENARIO_INVALID target.census',
    ]);
  });

  it('takes variables and a directory of a command alone', () => {
    const surroundings = { env: { PORT: '1' }, directory: './server' };
    expect(found({ command: ['node'], url, ...surroundings })).to.deep.equal([]);
    const both = ['SCENARIO_INVALID target.env', 'SCENARIO_INVALID target.directory'];
    expect(found({ url, ...surroundings })).to.deep.equal(both);
    expect(found(surroundings)).to.deep.equal(both);
  });

  it('takes trust in a certificate only where there is one', () => {
    const tls = { ca: './ca.pem', servername: 'chat.example' };
    expect(found({ url: 'wss://127.0.0.1:3000/chat', tls })).to.deep.equal([]);
    const wrong = ['SCENARIO_INVALID target.tls'];
    expect(found({ url, tls })).to.deep.equal(wrong);
    expect(found({ tls })).to.deep.equal(wrong);
  });

  it('takes hooks of a server of the user’s own, on this machine and with a token', () => {
    const wrong = ['SCENARIO_INVALID target.hooks'];
    expect(found({ command: ['node'], url, hooks: 'ready-line' })).to.deep.equal([]);
    expect(found({ url, hooks: 'http://secret@127.0.0.1:4100' })).to.deep.equal([]);
    expect(found({ url, hooks: 'ready-line' })).to.deep.equal(wrong);
    expect(found({ hooks: 'http://secret@127.0.0.1:4100' })).to.deep.equal(wrong);
    for (const hooks of [
      'yes',
      'http://127.0.0.1:4100',
      'http://secret@10.0.0.1:4100',
      'http://s@[::1]',
    ])
      expect(found({ url, hooks }), hooks).to.deep.equal(wrong);
  });

  it('refuses addresses of another kind or of another machine', () => {
    expect(found({ url: 'nonsense' })).to.deep.equal(['SCENARIO_INVALID target.url']);
    expect(found({ url: 'http://127.0.0.1/' })).to.deep.equal(['SCENARIO_INVALID target.url']);
    expect(found({ url: 'ws://10.0.0.1/' })).to.deep.equal(['HOST_NOT_ALLOWED target.url']);
    const census = 'http://example.com/';
    expect(found({ url, census })).to.deep.equal(['HOST_NOT_ALLOWED target.census']);
  });

  it('knows this machine by its addresses, and not by names that begin like them', () => {
    expect(['localhost', '::1', '127.0.0.1', '127.9.9.9'].every(isLoopback)).to.equal(true);
    const others = ['127.0.0.1.example.com', 'localhost.example.com', '128.0.0.1', '0.0.0.0'];
    expect(others.some(isLoopback)).to.equal(false);
  });
});

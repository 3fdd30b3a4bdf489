import { expect } from 'chai';
import { defaults } from '../settings/settings.ts';
import { publicUrl } from './public-url.ts';

describe('the public address', () => {
  for (const [host, expected] of [
    ['127.0.0.1', 'ws://127.0.0.1:80/chat'],
    ['chat.example', 'ws://chat.example:80/chat'],
    ['::1', 'ws://[::1]:80/chat'],
  ] as const) {
    it(`is ${expected} where the host is ${host}`, () => {
      expect(publicUrl({ ...defaults, host }, 80)).to.equal(expected);
    });
  }

  it('is one of TLS where there is a certificate', () => {
    expect(publicUrl({ ...defaults, tlsCert: 'cert.pem' }, 1)).to.match(/^wss:/);
  });
});

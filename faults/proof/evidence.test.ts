import { expect } from 'chai';
import { lostOtherwise, type Evidence } from './evidence.ts';

const seen = (socket: Evidence['socket'], serverSaid?: Evidence['serverSaid']): Evidence =>
  ({ socket, serverSaid }) as Evidence;

describe('what a server did about a cut before we looked', () => {
  it('speaks for the cut where the server ended the victim itself', () => {
    expect(lostOtherwise(seen('gone', 'end'))).to.equal(undefined);
    expect(lostOtherwise(seen('closing', 'close'))).to.equal(undefined);
  });

  it('speaks against it where the socket went and the server said nothing', () => {
    expect(lostOtherwise(seen('gone'))).to.equal("the server's socket is gone");
    expect(lostOtherwise(seen('closing'))).to.equal("the server's socket is closing");
  });

  it('is nothing while the server holds on, or cannot be seen', () => {
    expect(lostOtherwise(seen('established'))).to.equal(undefined);
    expect(lostOtherwise(seen(undefined))).to.equal(undefined);
  });
});

import { expect } from 'chai';
import { decodeGraphql, encodeGraphql } from './graphql-ws.ts';
import { decodePhoenix, encodePhoenix } from './phoenix.ts';
import { encodeHub, hubHandshake, HubDecoder } from './signalr.ts';

describe('the SignalR codec', () => {
  it('ends every record with 0x1e', () => {
    expect(hubHandshake).to.equal('{"protocol":"json","version":1}\x1e');
    const call = { type: 1, invocationId: '123', target: 'Send', arguments: [42, 'Test Message'] };
    expect(encodeHub(call)).to.equal(
      '{"type":1,"invocationId":"123","target":"Send","arguments":[42,"Test Message"]}\x1e',
    );
  });

  it('reads records that are cut anywhere or come at once', () => {
    const decoder = new HubDecoder();
    expect(decoder.take('{}\x1e{"type":6}\x1e{"ty')).to.deep.equal([{}, { type: 6 }]);
    expect(decoder.take('pe":7}')).to.deep.equal([]);
    expect(decoder.take('\x1e')).to.deep.equal([{ type: 7 }]);
    expect(() => decoder.take('nope\x1e')).to.throw(SyntaxError);
  });
});

describe('the Phoenix codec', () => {
  it('reads and writes arrays of five', () => {
    const text = '["3","4","room:lobby","new_msg",{"body":"hi"}]';
    const message = {
      ...{ joinRef: '3', ref: '4', topic: 'room:lobby', event: 'new_msg', payload: { body: 'hi' } },
    };
    expect(decodePhoenix(text)).to.deep.equal(message);
    expect(encodePhoenix(message)).to.equal(text);
    const beat = { joinRef: null, ref: '9', topic: 'phoenix', event: 'heartbeat', payload: {} };
    expect(encodePhoenix(beat)).to.equal('[null,"9","phoenix","heartbeat",{}]');
  });

  it('refuses anything else', () => {
    expect(() => decodePhoenix('{"topic":"x"}')).to.throw(/not a Phoenix message/);
    expect(() => decodePhoenix('[1,2]')).to.throw(/not a Phoenix message/);
  });
});

describe('the graphql-transport-ws codec', () => {
  it('reads and writes its messages', () => {
    const subscribe = { type: 'subscribe', id: '1', payload: { query: '{ hello }' } } as const;
    expect(decodeGraphql(encodeGraphql(subscribe))).to.deep.equal(subscribe);
    expect(decodeGraphql('{"type":"connection_ack"}')).to.deep.equal({ type: 'connection_ack' });
  });

  it('refuses messages it does not know, or without the id they need', () => {
    expect(() => decodeGraphql('{"type":"start","id":"1"}')).to.throw(/not a graphql-transport-ws/);
    expect(() => decodeGraphql('{"type":"next"}')).to.throw(/not a graphql-transport-ws/);
  });
});

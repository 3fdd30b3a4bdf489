import { HubConnectionBuilder, HttpTransportType, LogLevel } from '@microsoft/signalr';
import { Client, StompConfig, StompHeaders, type IMessage } from '@stomp/stompjs';
import { expect } from 'chai';
import { Socket } from 'phoenix';
import { WebSocket } from 'ws';
import { startPhoenixServer } from './phoenix-server.ts';
import { startSignalrServer } from './signalr-server.ts';
import { startStompServer } from './stomp-server.ts';

/** Our small servers, judged by the protocols' own clients. */
describe('the servers the protocols are tested with', () => {
  it('speak STOMP to its client', async () => {
    await using server = await startStompServer('2000,2000');
    const settings = Object.assign(new StompConfig(), {
      webSocketFactory: () => new WebSocket(server.url, ['v12.stomp']),
      ...{ heartbeatIncoming: 2000, heartbeatOutgoing: 2000, reconnectDelay: 0 },
    });
    const client = new Client(settings);
    const headers = (values: object): StompHeaders => Object.assign(new StompHeaders(), values);
    const message = await new Promise<IMessage>((resolve) => {
      client.onConnect = () => {
        client.subscribe('/topic/a', resolve, headers({ ack: 'client-individual' }));
        client.publish({
          destination: '/topic/a',
          body: 'ä:\n',
          headers: headers({ receipt: 'r1' }),
        });
      };
      client.activate();
    });
    expect(message.body).to.equal('ä:\n');
    message.ack();
    await client.deactivate();
    expect(server.heard).to.include.members(['CONNECT', 'SEND', 'ACK 1', 'DISCONNECT']);
  });

  it('speak SignalR to its client', async () => {
    await using server = await startSignalrServer();
    const client = new HubConnectionBuilder()
      .withUrl(server.url.replace('ws:', 'http:'), {
        skipNegotiation: true,
        transport: HttpTransportType.WebSockets,
      })
      .configureLogging(LogLevel.None)
      .build();
    await client.start();
    expect(await client.invoke('Echo', { a: 1 })).to.deep.equal({ a: 1 });
    const failure: unknown = await client.invoke('Fail').catch((error: unknown) => error);
    expect(String(failure)).to.match(/it failed/);
    const items: number[] = [];
    await new Promise<void>((complete, error) => {
      client.stream<number>('Count', 3).subscribe({
        next: (item) => items.push(item),
        ...{ complete, error },
      });
    });
    expect(items).to.deep.equal([1, 2, 3]);
    const heard = new Promise((resolve) => {
      client.on('heard', resolve);
    });
    await client.send('Broadcast', 'hi');
    expect(await heard).to.equal('hi');
    await client.stop();
  });

  it('speak Phoenix to its client', async () => {
    await using server = await startPhoenixServer();
    const socket = new Socket(`${server.url}/socket`, { transport: WebSocket });
    socket.connect();
    const channel = socket.channel('room:lobby', {});
    const received = (
      push: { receive(s: string, f: (r: unknown) => void): unknown },
      status: string,
    ): Promise<unknown> =>
      new Promise((resolve) => {
        push.receive(status, resolve);
      });
    expect(await received(channel.join(), 'ok')).to.deep.equal({});
    expect(await received(channel.push('ping', { n: 1 }), 'ok')).to.deep.equal({ n: 1 });
    const shouted = new Promise((resolve) => {
      channel.on('shout', resolve);
    });
    channel.push('shout', { text: 'hi' });
    expect(await shouted).to.deep.equal({ text: 'hi' });
    const stranger = socket.channel('secret', {});
    expect(await received(stranger.join(), 'error')).to.deep.equal({ reason: 'no such room' });
    await received(channel.leave(), 'ok');
    await new Promise<void>((resolve) => {
      socket.disconnect(resolve);
    });
  });
});

import { describeFault } from './fault.contract.ts';
import { killSockets } from './kernel/kill-sockets.ts';
import { socketKill } from './socket-kill.ts';
import { behindTheTap } from './testing/leave-out.ts';
import { rawConnect, rawServer } from './testing/raw-socket.ts';

/** Whether this process may end sockets of its own by `ss -K`. */
async function mayKillSockets(): Promise<boolean> {
  if (process.getuid?.() !== 0) return false;
  const server = await rawServer();
  const client = await rawConnect(server.port);
  await server.accept();
  const peerPorts = [client.socket.localPort ?? 0];
  await killSockets({ serverPort: server.port, peerPorts, side: 'peer' }).catch(() => undefined);
  // an order that the kernel cannot carry out changes nothing, and then the client ends in order
  client.socket.end();
  server.close();
  return (await client.ended) !== 'fin';
}

const mayKill = await mayKillSockets();

for (const side of ['server', 'peer'] as const) {
  if (mayKill) {
    describeFault(socketKill, {
      settings: { side },
      refused: [[{ side: 'both' }, 'both']],
      leftOut: behindTheTap,
    });
  } else it(`ends the sockets of the ${side} (skipped: ss -K needs root here)`);
}

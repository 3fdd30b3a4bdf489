/** The same sessions in Tsung: connect, five echoes of 100 bytes two seconds apart, close; one Erlang machine. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const dtd = '/usr/share/tsung/tsung-1.0.dtd';

/** Installed as the system packages install it (`apt-get install tsung`). */
export function hasTsung(): boolean {
  return existsSync('/usr/bin/tsung') && existsSync(dtd);
}

function configuration(port: number, users: number, rate: number): string {
  // a phase that is too short launches nobody; `maxnumber` ends it
  const seconds = Math.ceil(users / rate) + 5;
  return `<?xml version="1.0"?>
<!DOCTYPE tsung SYSTEM "${dtd}">
<tsung loglevel="error">
  <clients><client host="localhost" use_controller_vm="true" maxusers="40000"/></clients>
  <servers><server host="127.0.0.1" port="${String(port)}" type="tcp"/></servers>
  <load>
    <arrivalphase phase="1" duration="${String(seconds)}" unit="second">
      <users maxnumber="${String(users)}" arrivalrate="${String(rate)}" unit="second"/>
    </arrivalphase>
  </load>
  <sessions>
    <session name="echo" probability="100" type="ts_websocket">
      <request><websocket type="connect" path="/"/></request>
      <for from="1" to="5" var="turn">
        <request><websocket type="message">${'x'.repeat(100)}</websocket></request>
        <thinktime value="2"/>
      </for>
      <request><websocket type="close"/></request>
    </session>
  </sessions>
</tsung>
`;
}

/** Runs it; `watch` is given the process group. Resolves when it has ended and its files are gone. */
export async function runTsung(
  load: { readonly port: number; readonly users: number; readonly rate: number },
  watch: (group: number, over: Promise<unknown>) => Promise<void>,
): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'ws-chaos-tsung-'));
  const file = join(home, 'echo.xml');
  await writeFile(file, configuration(load.port, load.users, load.rate));
  const child = spawn('tsung', ['-f', file, '-l', home, '-X', home, 'start'], {
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, HOME: home },
  });
  await watch(child.pid ?? 0, once(child, 'exit'));
  await rm(home, { recursive: true, force: true });
}

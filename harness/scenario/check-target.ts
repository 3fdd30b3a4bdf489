/** Holds the target against what makes sense, and its addresses against what may be loaded. */

import type { TargetSpec } from '../contracts/scenario.ts';
import { hostOf, isLoopback } from '../contracts/loopback.ts';
import type { Path, Problem } from './scenario-error.ts';

const ofReference = 'belongs to the reference server, but a server of your own is named';

/** Load goes to this machine only, unless the user has allowed the very host the scenario names. */
export function checkTarget(target: TargetSpec, allowHosts: readonly string[]): Problem[] {
  const { command, url, census, hooks, policy, defect } = target;
  const problems: Problem[] = [];
  if (command !== undefined && url === undefined) {
    problems.push(
      invalid(['target', 'url'], '`target.url` is missing.', 'Say where the command will listen.'),
    );
  }
  if (url !== undefined || command !== undefined) {
    for (const [name, value] of Object.entries({ policy, defect })) {
      if (value === undefined) continue;
      problems.push(
        invalid(
          ['target', name],
          `\`target.${name}\` ${ofReference}.`,
          `Leave out \`target.${name}\`, or \`target.url\` and \`target.command\`.`,
        ),
      );
    }
  } else {
    for (const [name, value] of Object.entries({ census, hooks })) {
      if (value === undefined) continue;
      const what = `\`target.${name}\` needs \`target.url\`; the reference server brings its own.`;
      problems.push(invalid(['target', name], what, 'Leave it out.'));
    }
  }
  return [
    ...problems,
    ...checkSurroundings(target),
    ...checkTls(target),
    ...checkAddresses(target, allowHosts),
  ];
}

function checkSurroundings({ command, env, directory }: TargetSpec): Problem[] {
  if (command !== undefined) return [];
  return Object.entries({ env, directory }).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const what = `\`target.${name}\` is of a \`target.command\`, and there is none.`;
    return [invalid(['target', name], what, 'Leave it out, or name the program to start.')];
  });
}

function checkTls({ url, tls }: TargetSpec): Problem[] {
  if (tls === undefined || url?.startsWith('wss:') === true) return [];
  const what = '`target.tls` needs a `target.url` that begins with `wss:`.';
  return [invalid(['target', 'tls'], what, 'Leave it out, or write the address with `wss:`.')];
}

/** Each address that is given, whatever else is wrong. */
function checkAddresses(
  { command, url, census, hooks }: TargetSpec,
  allowHosts: readonly string[],
): Problem[] {
  const of = (name: string, address: string | undefined, schemes: readonly string[]): Problem[] =>
    address === undefined ? [] : checkAddress(['target', name], address, { schemes, allowHosts });
  return [
    ...(hooks === undefined || url === undefined ? [] : checkHooks(hooks, command)),
    ...of('url', url, ['ws:', 'wss:']),
    ...of('census', census, ['http:', 'https:']),
  ];
}

/** Fault points are served on this machine only, and never without a token. */
function checkHooks(hooks: string, command: TargetSpec['command']): Problem[] {
  const path = ['target', 'hooks'];
  if (hooks === 'ready-line') {
    if (command !== undefined) return [];
    const what = '`target.hooks: ready-line` needs a server that the run starts.';
    return [invalid(path, what, 'Give `target.command`, or the address of the hooks.')];
  }
  const address = URL.parse(hooks);
  const isWhole = address?.protocol === 'http:' && address.username !== '' && address.port !== '';
  if (isWhole && isLoopback(hostOf(address))) return [];
  const help = 'Write `ready-line`, or an address like `http://secret@127.0.0.1:4100`.';
  return [invalid(path, `\`${hooks}\` is no address of hooks on this machine.`, help)];
}

function checkAddress(
  path: Path,
  address: string,
  { schemes, allowHosts }: { schemes: readonly string[]; allowHosts: readonly string[] },
): Problem[] {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !schemes.includes(url.protocol)) {
    const example = `${schemes[0] ?? ''}//127.0.0.1:3000/chat`;
    return [
      invalid(
        path,
        `\`${address}\` is not an address of the kind ${schemes.join(' or ')}.`,
        `Write it like \`${example}\`.`,
      ),
    ];
  }
  const host = hostOf(url);
  if (isLoopback(host) || allowHosts.includes(host)) return [];
  return [
    {
      code: 'CHAOS_ERR_HOST_NOT_ALLOWED',
      path,
      message: `${host} is not this machine, and load and faults would hit it.`,
      help: `Pass \`--allow-host ${host}\` if it is yours to hurt.`,
    },
  ];
}

function invalid(path: Path, message: string, help: string): Problem {
  return { code: 'CHAOS_ERR_SCENARIO_INVALID', path, message, help };
}

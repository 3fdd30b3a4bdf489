/** Holds the target against what makes sense, and its addresses against what may be loaded. */

import type { TargetSpec } from '../contracts/scenario.ts';
import type { Path, Problem } from './scenario-error.ts';

const ofReference = 'belongs to the reference server, but a server of your own is named';

/** Load goes to this machine only, unless the user has allowed the very host the scenario names. */
export function checkTarget(target: TargetSpec, allowHosts: readonly string[]): Problem[] {
  const { command, url, census, policy, defect } = target;
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
  } else if (census !== undefined) {
    problems.push(
      invalid(
        ['target', 'census'],
        '`target.census` needs `target.url`; the reference server brings its own.',
        'Leave it out.',
      ),
    );
  }
  if (url !== undefined)
    problems.push(
      ...checkAddress(['target', 'url'], url, { schemes: ['ws:', 'wss:'], allowHosts }),
    );
  if (census !== undefined)
    problems.push(
      ...checkAddress(['target', 'census'], census, { schemes: ['http:', 'https:'], allowHosts }),
    );
  return problems;
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
  const host = url.hostname.replace(/^\[|\]$/g, '');
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

/** `localhost`, 127.0.0.0/8 and ::1. Names are not resolved: what they point to may change under us. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function invalid(path: Path, message: string, help: string): Problem {
  return { code: 'CHAOS_ERR_SCENARIO_INVALID', path, message, help };
}

/** Brings up the server under test: our reference server, a command of the user's, or one that runs already. */

import type { Clock } from '../contracts/clock.ts';
import { ChaosError } from '../contracts/errors.ts';
import type { RunningTarget, TargetStarter } from '../contracts/parts.ts';
import { attachTo, startCommand } from './external-server.ts';
import { startReferenceServer } from './reference-server.ts';

/** `spec.command` with `spec.url`, `spec.url` alone, or else the reference server by policy and defect. */
export function targetStarter(clock: Clock): TargetStarter {
  return {
    start: (spec, baseDirectory): Promise<RunningTarget> => {
      const { command, url } = spec;
      if (command !== undefined && url !== undefined) {
        return startCommand(clock, { ...spec, command, url }, baseDirectory);
      }
      if (command !== undefined) return Promise.reject(commandWithoutUrl());
      if (url !== undefined) return attachTo(clock, { ...spec, url });
      return startReferenceServer(clock, spec);
    },
  };
}

function commandWithoutUrl(): ChaosError {
  return new ChaosError('CHAOS_ERR_TARGET_START', 'The target has a command but no url.', {
    help: 'Say in target.url where the server will listen.',
  });
}

/** A script from its file to code that can be instantiated: bundled, blocking calls turned into waits. */

import type { Program } from 'acorn';
import { ChaosError } from '../../../harness/contracts/errors.ts';
import { blockingNames } from '../modules/index.ts';
import { ownGlobals, refuseAbsent } from './absent-names.ts';
import { parseBundle } from './blocking/parse-bundle.ts';
import { rewriteBlocking, type Refused } from './blocking/rewrite.ts';
import { bundleScript, type Bundle, type BundleSettings } from './bundle.ts';
import type { BlockedCall, CompiledScript } from './compiled-script.ts';
import { freeNames, type FreeNames } from './free-names.ts';
import { optionPlaces } from './option-places.ts';
import { sourcePositions, type PositionOf } from './source-positions.ts';

/** `text` is a script in no file. Rejects with CHAOS_ERR_LOAD_SCRIPT or CHAOS_ERR_LOAD_UNSUPPORTED, both with a position. */
export async function compileScript(path: string, text?: string): Promise<CompiledScript> {
  const { bundle, program, names } = await parsed(path, { text });
  const positionOf = sourcePositions(bundle.map);
  refuseNtlm(bundle, positionOf);
  refuseAbsent(names, positionOf);
  const parts = { ...bundle, optionPlaces: optionPlaces(program, positionOf) };
  if (!mayBlock(bundle)) return { ...parts, shifts: {}, waits: 0 };
  const rewriting = rewriteBlocking(bundle.code, program);
  if (rewriting.ok) return { ...parts, ...rewriting.rewritten, waits: rewriting.waits };
  const { threadCode } = await import('./threads/thread-code.ts');
  const threads = { ...blockedCall(rewriting.refused, positionOf), program: await threadCode() };
  return { ...parts, shifts: {}, waits: 0, threads };
}

interface Parsed {
  readonly bundle: Bundle;
  readonly program: Program;
  readonly names: FreeNames;
}

/** Bundled again where a name has to be looked up on the user's own `globalThis`. */
async function parsed(path: string, settings: BundleSettings): Promise<Parsed> {
  const bundle = await bundleScript(path, settings);
  const program = parseBundle(bundle.code);
  const names = freeNames(program);
  const globals = ownGlobals(names);
  if (globals.length === 0 || settings.globals !== undefined) return { bundle, program, names };
  return parsed(path, { ...settings, globals });
}

/** Whether a blocking function is so much as mentioned outside the lines that import all of them. */
function mayBlock({ code, imports }: Bundle): boolean {
  const script = code.replaceAll(/^var \w+ = module\w*\.\w+;$/gm, '');
  return imports.some((module) =>
    blockingNames(module).some((name) => new RegExp(`\\b${name}\\d*\\s*\\(`).test(script)),
  );
}

/** In the script's own words; one that is put together while it runs is refused then. */
function refuseNtlm({ code, imports }: Bundle, positionOf: PositionOf): void {
  const at = imports.includes('k6/http') ? code.search(/\bauth:\s*["']ntlm["']/) : -1;
  if (at === -1) return;
  const before = code.slice(0, at).split('\n');
  const position = positionOf({ line: before.length, column: (before.at(-1) ?? '').length + 1 });
  throw new ChaosError('CHAOS_ERR_LOAD_UNSUPPORTED', 'NTLM authentication is not supported', {
    ...(position === undefined ? {} : { position }),
    help: 'Use basic or digest, or run the script on a k6 of your own with --engine k6.',
  });
}

function blockedCall({ text, ...place }: Refused, positionOf: PositionOf): BlockedCall {
  const position = positionOf(place);
  return { text, ...(position === undefined ? {} : { position }) };
}

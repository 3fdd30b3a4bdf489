/** The options of a test from all their layers, held against the script; what is wrong is told at its place in it. */

import { relative } from 'node:path';
import type { SourcePosition } from '../../../harness/contracts/errors.ts';
import { executionFields } from '../options/option-support.ts';
import { OptionsError } from '../options/options-error.ts';
import { consolidate, type RawOptions, type TestOptions } from '../options/test-options.ts';
import type { CompiledScript } from '../script/compiled-script.ts';
import { placeOfOption } from '../script/option-places.ts';

export interface OptionLayers {
  /** What the script exports, its `options` and functions. */
  readonly exports: Readonly<Record<string, unknown>>;
  readonly weaker: readonly RawOptions[];
  /** Environment and flags. */
  readonly stronger: readonly RawOptions[];
}

/** Functions with a meaning of their own. */
const stages: ReadonlySet<string> = new Set(['setup', 'teardown', 'handleSummary']);

/** Gives what `use` makes of the options. Throws OptionsError. */
export function readOptions<Value>(
  script: CompiledScript,
  layers: OptionLayers,
  use: (options: TestOptions) => Value,
): Value {
  const { exports, weaker, stronger } = layers;
  try {
    const own = (exports['options'] ?? {}) as RawOptions;
    const options = consolidate([...weaker, own, ...stronger]);
    for (const { name, exec } of options.scenarios)
      if (typeof exports[exec] !== 'function')
        throw functionMissing({ name, exec }, exports, relative('', script.entry));
    return use(options);
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    const position = placeIn(script, error.path, layers);
    throw position === undefined ? error : error.at(position);
  }
}

/** None for what a flag or a variable says. */
function placeIn(
  { optionPlaces }: CompiledScript,
  path: readonly string[],
  { exports, stronger }: OptionLayers,
): SourcePosition | undefined {
  const [outermost = '', scenario] = path;
  const isExecution = executionFields.includes(outermost);
  const fields = isExecution ? executionFields : [outermost];
  if (stronger.some((layer) => fields.some((field) => layer[field] !== undefined)))
    return undefined;
  // `duration` beside no scenarios is what `scenarios.default.duration` means
  const isShortcut = scenario === 'default' && !('scenarios' in Object(exports['options']));
  return placeOfOption(optionPlaces, isShortcut ? path.slice(2) : path);
}

function functionMissing(
  { name, exec }: { name: string; exec: string },
  exports: Readonly<Record<string, unknown>>,
  file: string,
): OptionsError {
  const what = exec in exports ? 'is no function' : 'the script does not export';
  const there = Object.keys(exports).filter(
    (each) => typeof exports[each] === 'function' && !stages.has(each),
  );
  return new OptionsError(`scenario \`${name}\` wants a function \`${exec}\`, which ${what}`, {
    at: ['scenarios', name, 'exec'],
    position: { file },
    help:
      there.length > 0
        ? `Export it, or name one that is there by \`exec\`: ${there.join(', ')}.`
        : `Write \`export ${exec === 'default' ? 'default function ' : `function ${exec}`}() { … }\`.`,
  });
}

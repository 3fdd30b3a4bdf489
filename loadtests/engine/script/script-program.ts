/** The bundled script, compiled once and instantiated for each virtual user as a closure. */

import { pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';
import {
  ChaosError,
  formatPosition,
  type SourcePosition,
} from '../../../harness/contracts/errors.ts';
import { moduleSpec } from '../modules/index.ts';
import { each } from '../modules/each.ts';
import { seededRandom } from '../modules/seeded-random.ts';
import { timerFunctions } from '../modules/timer-functions.ts';
import type { VirtualUser } from '../user/virtual-user.ts';
import { originalColumn } from './blocking/edits.ts';
import type { CompiledScript } from './compiled-script.ts';
import { hiddenGlobals, scriptGlobal } from './hidden-globals.ts';
import type { Described, Program } from './program.ts';
import { sourcePositions, type PositionOf } from './source-positions.ts';

type Factory = (...values: unknown[]) => unknown;

const bundleName = 'ws-chaos-script.js';
const parameters = [
  ...[
    '__user',
    '__module',
    '__resolve',
    '__each',
    'open',
    'console',
    'Math',
    'globalThis',
    'global',
  ],
  ...['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'],
  ...hiddenGlobals,
];

/** A module made otherwise than usual; undefined for those that are not. */
type ModuleMaker = (name: string) => Record<string, unknown> | undefined;

export class ScriptProgram implements Program {
  readonly #factory: Factory;
  readonly #script: CompiledScript;
  readonly #seedsRandom: boolean;
  readonly #writesEnv: boolean;
  readonly #resolve: (specifier: unknown) => string;
  readonly #positionOf: PositionOf;
  /** Init code with a top-level `await`. */
  #awaited: Promise<unknown>[] = [];

  /** Throws CHAOS_ERR_LOAD_SCRIPT when the code cannot be compiled. */
  constructor(script: CompiledScript) {
    this.#script = script;
    this.#positionOf = sourcePositions(script.map);
    this.#factory = compile(script.code);
    this.#resolve = resolver(script.entry);
    this.#seedsRandom = /\brandomSeed\b/.test(script.code);
    this.#writesEnv = /__user\.env(\.[\w$]+|\[[^\]]*\])\s*[-+*/|&?]*=(?!=)/.test(script.code);
  }

  get writesEnv(): boolean {
    return this.#writesEnv;
  }

  /** Any number of users can share the engine's thread. */
  admit(): void {
    return undefined;
  }

  /** No promise for the many scripts whose init code waits for nothing: thousands of users are made at a time. */
  instantiate(
    user: VirtualUser,
    console: object,
    makeModule: ModuleMaker = () => undefined,
  ): Promise<void> | undefined {
    const made = new Map<string, unknown>();
    const moduleOf = (name: string): unknown => {
      const known = made.get(name);
      if (known !== undefined) return known;
      const module = makeModule(name) ?? moduleSpec(name)?.make(user);
      made.set(name, module);
      return module;
    };
    const open = (path: unknown, mode?: unknown): unknown => {
      if (user.phase !== 'init') throw new Error('open() is only available in the init context');
      return user.context.files.open(String(path), mode as string | undefined);
    };
    const timers = timerFunctions(user);
    const global: unknown = Object.create(scriptGlobal);
    // one by one: a list for each user would be garbage by the thousand
    const initialised = this.#factory(
      user,
      moduleOf,
      this.#resolve,
      each,
      open,
      console,
      this.#seedsRandom ? mathOf(user) : Math,
      global,
      global,
      timers.setTimeout,
      timers.setInterval,
      timers.clearTimeout,
      timers.clearInterval,
    );
    if (!(initialised instanceof Promise)) {
      keepExports(user);
      return undefined;
    }
    this.#awaited.push(initialised);
    return initialised.then(() => {
      keepExports(user);
    });
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.#awaited);
    this.#awaited = [];
  }

  async close(): Promise<void> {
    // nothing runs of its own
  }

  describe(error: unknown): Described {
    if (!(error instanceof Error)) return { text: String(error) };
    const position = this.#positionIn(error.stack ?? '');
    const text = `${error.name}: ${error.message}`;
    return position === undefined ? { text } : { text, position };
  }

  describeLine(error: unknown): string {
    const { text, position } = this.describe(error);
    return position === undefined ? text : `${text} (${formatPosition(position)})`;
  }

  #positionIn(stack: string): SourcePosition | undefined {
    const at = new RegExp(`${bundleName}:(\\d+):(\\d+)`).exec(stack);
    if (at === null) return undefined;
    const [line, column] = [Number(at[1]), Number(at[2])];
    return this.#positionOf({ line, column: originalColumn(this.#script.shifts, line, column) });
  }
}

/** As plain values: the bundle's getters are ten times the size, and after init code nothing changes them. */
function keepExports(user: VirtualUser): void {
  const { default: main } = user.exports;
  // `module.exports.default` of CommonJS
  const exports = typeof main === 'object' && main !== null ? main : user.exports;
  user.exports = { ...exports };
}

/** A script with a top-level `await` becomes an async closure. */
function compile(code: string): Factory {
  const options = { filename: bundleName };
  try {
    return compileFunction(`'use strict';${code}`, parameters, options) as Factory;
  } catch (error) {
    if (!/\bawait\b/.test(String(error))) throw asScriptError(error);
  }
  try {
    return compileFunction(
      `'use strict';return (async()=>{${code}\n})()`,
      parameters,
      options,
    ) as Factory;
  } catch (error) {
    throw asScriptError(error);
  }
}

function asScriptError(error: unknown): ChaosError {
  return new ChaosError('CHAOS_ERR_LOAD_SCRIPT', `the script does not compile: ${String(error)}`, {
    cause: error,
    help: 'Correct the script.',
  });
}

function resolver(entry: string): (specifier: unknown) => string {
  const base = pathToFileURL(entry);
  return (specifier) => new URL(String(specifier), base).href;
}

/** `Math` with the user's own `random`, for scripts that seed it. */
function mathOf(user: VirtualUser): unknown {
  const unseeded = seededRandom(user.idInTest);
  return Object.create(Math, {
    random: { value: (): number => (user.random ?? unseeded)() },
  });
}

/** From the user's script to one piece of code: bundled once, errors with line and column. */

import { build, type BuildFailure, type Message, type Plugin } from 'esbuild';
import { existsSync, statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ChaosError, type SourcePosition } from '../../../harness/contracts/errors.ts';
import { moduleSpec } from '../modules/index.ts';
import { whileBuilding } from './compiler.ts';
import { missingModule } from './missing-modules.ts';

export interface Bundle {
  readonly code: string;
  /** Source map, JSON. */
  readonly map: string;
  readonly entry: string;
  /** k6 modules the script imports. */
  readonly imports: readonly string[];
}

/** Modules for scripts: `ws-chaos/sockets`, `ws-chaos/protocols/stomp`. */
const scriptModules = fileURLToPath(new URL('../../', import.meta.url));

const unsupported = { kind: 'unsupported' } as const;
const scriptHelp = 'Correct the script at this position.';
const unsupportedHelp =
  'Remove the import, or run this script on a k6 of your own with --engine k6.';
const remoteHelp =
  'Nothing is downloaded during a test: save the file beside the script and import it as ./name.js. Built in, in ' +
  'any version, are k6-utils, k6-summary, papaparse and url of https://jslib.k6.io.';

export interface BundleSettings {
  /** The script itself, where it is in no file: `path` says from where it imports. */
  readonly text?: string | undefined;
  /** Names that the script puts on `globalThis` and uses without it. */
  readonly globals?: readonly string[];
}

/** Rejects with CHAOS_ERR_LOAD_SCRIPT or CHAOS_ERR_LOAD_UNSUPPORTED, both with a position. */
export async function bundleScript(
  path: string,
  { text: given, globals = [] }: BundleSettings = {},
): Promise<Bundle> {
  const entry = resolve(path);
  if (given === undefined) assertFile(entry);
  const imports = new Set<string>();
  try {
    const { outputFiles } = await whileBuilding(() =>
      build({
        stdin: {
          // a namespace of the script, whatever module system it is written in
          contents: `import * as script from ${JSON.stringify(entry)}; __user.exports = script;`,
          resolveDir: dirname(entry),
          sourcefile: 'ws-chaos:entry',
        },
        bundle: true,
        write: false,
        format: 'esm',
        platform: 'neutral',
        mainFields: ['module', 'main'],
        target: 'es2024',
        sourcemap: 'external',
        outfile: 'script.js',
        logLevel: 'silent',
        treeShaking: true,
        define: {
          __VU: '__user.idInTest',
          __ITER: '__user.iteration',
          __ENV: '__user.env',
          'import.meta.resolve': '__resolve',
          ...Object.fromEntries(globals.map((name) => [name, `globalThis.${name}`])),
        },
        plugins: [
          k6Modules(imports),
          ...(given === undefined ? [] : [inNoFile(entry, given)]),
          wholePaths,
        ],
      }),
    );
    const text = (suffix: string): string =>
      outputFiles.find((file) => file.path.endsWith(suffix))?.text ?? '';
    return { code: text('.js'), map: text('.map'), entry, imports: [...imports].sort() };
  } catch (error) {
    throw toChaosError(error as BuildFailure, dirname(entry));
  }
}

function assertFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() === true) return;
  throw new ChaosError(
    'CHAOS_ERR_LOAD_SCRIPT',
    found === undefined ? `no script at ${path}` : `${path} is no file, and so no script`,
    { position: { file: path }, help: 'Name an existing script.' },
  );
}

function inNoFile(entry: string, contents: string): Plugin {
  return {
    name: 'in-no-file',
    setup(builder) {
      builder.onResolve({ filter: /.*/ }, ({ path }) => (path === entry ? { path } : undefined));
      builder.onLoad({ filter: /.*/ }, ({ path }) =>
        path === entry ? { contents, loader: 'ts' } : undefined,
      );
    },
  };
}

/** k6 looks for a file of exactly that name: what works here by a shorter one would fail there. */
const wholePaths: Plugin = {
  name: 'whole-paths',
  setup(builder) {
    builder.onResolve({ filter: /^\.{1,2}\// }, async ({ path, pluginData, ...place }) => {
      const { resolveDir, importer, kind } = place;
      const isFile = statSync(resolve(resolveDir, path), { throwIfNoEntry: false })?.isFile();
      if (pluginData === wholePaths || isFile === true || /[\\/]node_modules[\\/]/.test(importer))
        return undefined;
      const found = await builder.resolve(path, {
        ...{ resolveDir, importer, kind },
        pluginData: wholePaths,
      });
      if (found.errors.length > 0) return { errors: found.errors };
      const text = `k6 needs the whole name of a file: ${path} is ${relative(resolveDir, found.path)}`;
      return { errors: [{ text }] };
    });
  },
};

/** `k6/…` imports become lookups of the user's own module objects. */
function k6Modules(imports: Set<string>): Plugin {
  return {
    name: 'k6-modules',
    setup(builder) {
      builder.onResolve({ filter: /^(k6(\/.*)?|https?:\/\/.*)$/ }, ({ path, kind }) => {
        if (moduleSpec(path) === undefined)
          return { errors: [{ text: `module ${path} is not supported`, detail: unsupported }] };
        imports.add(path);
        return { path, namespace: kind === 'require-call' ? 'k6-cjs' : 'k6' };
      });
      builder.onResolve({ filter: /^ws-chaos\/./ }, ({ path }) => {
        const file = `${scriptModules}${path.slice('ws-chaos/'.length)}.ts`;
        if (existsSync(file)) return { path: file };
        return { errors: [{ text: `module ${path} is not there`, detail: unsupported }] };
      });
      builder.onLoad({ filter: /.*/, namespace: 'k6-cjs' }, ({ path }) => ({
        contents: `module.exports = __module(${JSON.stringify(path)});`,
        loader: 'js',
      }));
      builder.onLoad({ filter: /.*/, namespace: 'k6' }, ({ path }) => ({
        contents: moduleSource(path),
        loader: 'js',
      }));
    },
  };
}

function moduleSource(path: string): string {
  const names = moduleSpec(path)?.names ?? [];
  const lines = names.map((name) => `export const ${name} = module.${name};`);
  return [
    `const module = __module(${JSON.stringify(path)});`,
    ...lines,
    'export default module;',
  ].join('\n');
}

function toChaosError(failure: BuildFailure, directory: string): Error {
  const [message] = Array.isArray(failure.errors) ? failure.errors : [];
  if (message === undefined) return failure;
  const position = positionOf(message, directory);
  const [, specifier] = /^Could not resolve "(.+)"$/.exec(message.text) ?? [];
  const missing = specifier === undefined ? undefined : missingModule(specifier);
  if (missing !== undefined)
    return new ChaosError('CHAOS_ERR_LOAD_UNSUPPORTED', missing.message, {
      ...(position === undefined ? {} : { position }),
      help: missing.help,
    });
  const isUnsupported = message.detail === unsupported || isUnsupportedText(message.text);
  return new ChaosError(
    isUnsupported ? 'CHAOS_ERR_LOAD_UNSUPPORTED' : 'CHAOS_ERR_LOAD_SCRIPT',
    message.text.replace(/^\[plugin: [\w-]+\] /, ''),
    {
      ...(position === undefined ? {} : { position }),
      help: helpFor(message.text, isUnsupported),
    },
  );
}

function helpFor(text: string, isUnsupported: boolean): string {
  if (!isUnsupported) return scriptHelp;
  return /module https?:/.test(text) ? remoteHelp : unsupportedHelp;
}

function isUnsupportedText(text: string): boolean {
  return text.includes('No matching export in "k6:');
}

function positionOf(message: Message, directory: string): SourcePosition | undefined {
  const { location } = message;
  if (location === null) return undefined;
  const file = resolve(process.cwd(), location.file);
  return {
    file: existsSync(file) ? file : resolve(directory, location.file),
    line: location.line,
    column: location.column + 1,
  };
}

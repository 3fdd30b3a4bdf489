/** Finds and reads what a scenario reference means: a YAML file, a TypeScript file, or a built-in name. */

import { isUtf8 } from 'node:buffer';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ChaosError, messageOf } from '../contracts/errors.ts';
import { builtInScenarios } from '../scenarios/index.ts';
import { nearestNames } from '../contracts/nearest-name.ts';
import { documentOf, parseSource, type SourceDocument } from './source-document.ts';

const yamlEndings = ['.yaml', '.yml', '.json'];
const moduleEndings = ['.ts', '.mts', '.js', '.mjs'];

export interface Source {
  /** Absolute path. */
  readonly file: string;
  readonly document: SourceDocument;
  /** The text of a YAML file; undefined for modules. */
  readonly text?: string;
}

/** Rejects with CHAOS_ERR_SCENARIO_NOT_FOUND or CHAOS_ERR_SCENARIO_SYNTAX. */
export async function readSource(reference: string): Promise<Source> {
  const builtIn = builtInScenarios.get(reference);
  const file = resolve(builtIn ?? reference);
  const ending = extname(file);
  if (builtIn === undefined && !looksLikeFile(reference)) {
    throw existsSync(file) ? withoutEnding(reference) : notFound(reference);
  }
  const name = builtIn === undefined ? reference : relative(process.cwd(), file);
  const text = await readText(name, file);
  if (moduleEndings.includes(ending)) return { file, document: await readModule(name, file) };
  return { file, document: parseSource(name, text), text };
}

/** Nobody writes a scenario longer than this; a log or a database is. */
const maxBytes = 4_000_000;

async function readText(name: string, file: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw unreadable(name, cause);
  });
  const why =
    bytes.length > maxBytes
      ? `has ${String(bytes.length)} bytes, far too many for a scenario`
      : !isUtf8(bytes) || bytes.includes(0)
        ? 'is not text in UTF-8'
        : undefined;
  if (why === undefined) return bytes.toString('utf8');
  throw new ChaosError('CHAOS_ERR_SCENARIO_SYNTAX', `${name} ${why}`, {
    position: { file: name },
    help: 'Name the scenario file itself, a YAML or TypeScript text.',
  });
}

function withoutEnding(reference: string): ChaosError {
  return new ChaosError(
    'CHAOS_ERR_SCENARIO_NOT_FOUND',
    `${reference} is a file, but its name does not say of which kind`,
    {
      position: { file: reference },
      help: `Let it end in one of ${[...yamlEndings, ...moduleEndings].join(', ')}.`,
    },
  );
}

function looksLikeFile(reference: string): boolean {
  const endings = [...yamlEndings, ...moduleEndings];
  return reference.includes(sep) || endings.includes(extname(reference));
}

async function readModule(name: string, file: string): Promise<SourceDocument> {
  const exported = (await import(pathToFileURL(file).href).catch((cause: unknown) => {
    const why = messageOf(cause);
    throw new ChaosError('CHAOS_ERR_SCENARIO_SYNTAX', `${name} cannot be loaded: ${why}`, {
      cause,
      position: { file: name },
      help: 'Correct the module; `node` must be able to import it.',
    });
  })) as Record<string, unknown>;
  if (exported['scenario'] !== undefined) return documentOf(name, exported['scenario']);
  throw new ChaosError('CHAOS_ERR_SCENARIO_INVALID', `${name} exports no \`scenario\``, {
    position: { file: name },
    help: 'Add `export const scenario = defineScenario({ … })`.',
  });
}

function notFound(reference: string): ChaosError {
  const names = [...builtInScenarios.keys()];
  const nearest = nearestNames(reference, names);
  const message = `there is no built-in scenario \`${reference}\``;
  return new ChaosError('CHAOS_ERR_SCENARIO_NOT_FOUND', message, {
    help:
      nearest.length === 0
        ? `Name a file ending in .yaml or .ts, or one of ${names.join(', ')}.`
        : `Did you mean ${nearest.map((name) => `\`${name}\``).join(' or ')}?`,
  });
}

function unreadable(name: string, cause: unknown): ChaosError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const why =
    code === 'ENOENT'
      ? 'does not exist'
      : `cannot be read (${String(code)}${code === 'EISDIR' ? ', it is a directory' : ''})`;
  return new ChaosError('CHAOS_ERR_SCENARIO_NOT_FOUND', `the scenario file ${name} ${why}`, {
    cause,
    position: { file: name },
    help: 'Name an existing file, or a built-in scenario of `ws-chaos list scenarios`.',
  });
}

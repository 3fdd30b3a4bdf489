/** Where secrets come from (`--secret-source`), and how they are kept out of logs. */

import { readFileSync } from 'node:fs';
import { UrlSecrets, type Env } from './url-secrets.ts';
import { OptionsError } from '../options/options-error.ts';

const redacted = '***SECRET_REDACTED***';

interface Source {
  readonly name: string;
  readonly isDefault: boolean;
  /** Undefined where there is no such secret; a promise where somebody else has to be asked. */
  find(key: string): string | undefined | Promise<string>;
}

export class SecretSources {
  readonly #sources: readonly Source[];
  /** Values that scripts have got: what may appear in a log. */
  readonly #given = new Set<string>();

  /**
   * Each text is a `--secret-source`: `mock=[name=N,][default,]key=value,…`, `file=[name=N,][default,]path` or
   * `url[=[name=N,][default,]name=value,…]`, for which `env` may say more. Throws an OptionsError.
   */
  constructor(texts: readonly string[] = [], env: Env = {}) {
    this.#sources = texts.map((text, index) => parseSource(text, index, env));
    const names = this.#sources.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new OptionsError(`two secret sources are named \`${twice}\``);
    if (this.#sources.filter(({ isDefault }) => isDefault).length > 1)
      throw new OptionsError('two secret sources are the default one');
  }

  /**
   * Of the source of that name; without one, of the default source, or the only one. Throws an Error, or rejects with
   * one where the source has to ask a server.
   */
  get(key: string, name?: string): string | Promise<string> {
    const source = name === undefined ? this.#default() : this.#named(name);
    const value = source.find(key);
    if (value === undefined) throw new Error(`no secret \`${key}\` in source \`${source.name}\``);
    return typeof value === 'string' ? this.#give(value) : this.#fetched(value, key, source);
  }

  /** Throws an Error where there is no source of that name. */
  assertNamed(name: string): void {
    this.#named(name);
  }

  /** The text with every secret that a script has got taken out. */
  redact(text: string): string {
    let clean = text;
    for (const secret of this.#given) clean = clean.replaceAll(secret, redacted);
    return clean;
  }

  #give(value: string): string {
    if (value !== '') this.#given.add(value);
    return value;
  }

  async #fetched(value: Promise<string>, key: string, { name }: Source): Promise<string> {
    try {
      return this.#give(await value);
    } catch (error) {
      const { message } = error as Error;
      throw new Error(`no secret \`${key}\` from source \`${name}\`: ${message}`, { cause: error });
    }
  }

  #named(name: string): Source {
    const source = this.#sources.find((each) => each.name === name);
    if (source === undefined) throw new Error(`no secret source is named \`${name}\``);
    return source;
  }

  #default(): Source {
    const [first, ...more] = this.#sources;
    if (first === undefined) throw new Error('no secret source is configured (--secret-source)');
    const source = more.length === 0 ? first : this.#sources.find(({ isDefault }) => isDefault);
    if (source === undefined) throw new Error('several secret sources, and none is the default');
    return source;
  }
}

function parseSource(text: string, index: number, env: Env): Source {
  const [, kind = '', rest = ''] = /^(mock(?==)|file(?==)|url(?==|$))=?([\s\S]*)$/.exec(text) ?? [];
  if (kind === '')
    throw new OptionsError(
      'a secret source is written as `mock=key=value`, `file=path` or `url=urlTemplate=https://…/{key}`',
    );
  const parts = rest.split(',');
  const isDefault = parts.includes('default');
  const named = parts.find((part) => part.startsWith('name='))?.slice('name='.length);
  const own = parts.filter((part) => part !== 'default' && !part.startsWith('name='));
  return {
    name: named ?? (isDefault ? 'default' : `${kind}-${index + 1}`),
    isDefault,
    find: finderOf(kind, own, env),
  };
}

function finderOf(kind: string, own: readonly string[], env: Env): Source['find'] {
  if (kind === 'url') {
    const secrets = new UrlSecrets(
      own.filter((part) => part !== ''),
      env,
    );
    return (key) => secrets.get(key);
  }
  const values = new Map((kind === 'mock' ? own : linesOf(own.join(','))).map(pairOf));
  return (key) => values.get(key);
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path.replace(/^filename=/, ''), 'utf8')
      .split(/\r?\n/)
      .filter((line) => line !== '');
  } catch (error) {
    throw new OptionsError(`cannot read the secrets: ${(error as Error).message}`);
  }
}

function pairOf(text: string): [string, string] {
  const equals = text.indexOf('=');
  // the text itself may be a secret
  if (equals < 1) throw new OptionsError('a secret is not written as `key=value`');
  return [text.slice(0, equals), text.slice(equals + 1)];
}

/** House rules that no linter holds: who imports whom, sizes, names, and documents that match the code. */

import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect } from 'chai';
import { errorCodes } from './contracts/errors.ts';
import { circlesIn } from './tidy/circles.ts';
import { importTable, testImports, type ImportRule } from './tidy/import-table.ts';
import {
  filesMatching,
  importsOf,
  isTest,
  readSource,
  root,
  sources,
  type Source,
} from './tidy/sources.ts';

const code = sources.filter(({ path }) => !isTest(path));

function ruleFor(path: string): ImportRule | undefined {
  return importTable
    .filter(({ folder }) => path.startsWith(`${folder}/`))
    .toSorted((a, b) => b.folder.length - a.folder.length)[0];
}

function covers(allowed: string, imported: string): boolean {
  return (
    imported === allowed || imported.startsWith(allowed.endsWith(':') ? allowed : `${allowed}/`)
  );
}

function offence(path: string, imported: string): string | undefined {
  const rule = ruleFor(path);
  if (rule === undefined) return `${path} lies in a folder the import table does not know`;
  const extra = isTest(path) ? testImports : [];
  const isAllowed = [rule.folder, ...rule.may, ...extra].some((one) => covers(one, imported));
  return isAllowed ? undefined : `${path} imports ${imported}`;
}

describe('the import table', () => {
  it('is kept by every file', () => {
    const offences = sources.flatMap((source) =>
      importsOf(source)
        .map((imported) => offence(source.path, imported))
        .filter((found) => found !== undefined),
    );
    expect(offences).to.deep.equal([]);
  });

  it('catches a planted offence of each kind', () => {
    expect(offence('target/main.ts', 'harness/contracts/plan.ts')).to.be.a('string');
    expect(offence('harness/check/judge.ts', 'node:fs')).to.be.a('string');
    expect(offence('faults/latency.ts', 'toxiproxy-node-client')).to.be.a('string');
    expect(offence('elsewhere/file.ts', 'node:fs')).to.be.a('string');
  });
});

describe('imports', () => {
  it('run in no circle, types aside', () => {
    expect(circlesIn(sources)).to.deep.equal([]);
  });

  it('are seen where they do, through a third file too, and a type closes none', () => {
    const file = (path: string, text: string): Source => ({ path, text, lines: [] });
    const a = file('target/a.ts', "import { b } from './b.ts';");
    const b = file('target/b.ts', "export { c } from './c.ts';\nimport './d.ts';");
    const d = file('target/d.ts', '');
    const c = (kind: string): Source =>
      file('target/c.ts', `import ${kind}{\n  a,\n} from './a.ts';`);
    expect(circlesIn([a, b, c(''), d])).to.deep.equal([
      ['target/a.ts', 'target/b.ts', 'target/c.ts'],
    ]);
    expect(circlesIn([a, b, c('type '), d])).to.deep.equal([]);
  });
});

describe('sizes', () => {
  it('keeps every source file within 300 lines and every test within 400', () => {
    const tooLong = sources
      .filter(({ path, lines }) => lines.length > (isTest(path) ? 401 : 301))
      .map(({ path, lines }) => `${path}: ${String(lines.length)} lines; split it by idea`);
    expect(tooLong).to.deep.equal([]);
  });

  it('keeps the median source file within 80 lines', () => {
    const counts = code.map(({ lines }) => lines.length).toSorted((a, b) => a - b);
    expect(counts[counts.length >> 1]).to.be.at.most(80);
  });
});

describe('names and first lines', () => {
  it('are kebab-case and say what the file holds', () => {
    const banned = /(^|-)(utils?|helpers?|common|misc)(-|\.|$)/;
    const offences = sources.filter(({ path }) => {
      const name = basename(path);
      return !/^[a-z0-9-]+(\.[a-z]+)*\.ts$/.test(name) || banned.test(name);
    });
    expect(offences.map(({ path }) => path)).to.deep.equal([]);
  });

  it('opens every source file with one sentence on what it is for', () => {
    const silent = code.filter(({ text }) => !/^(#!.*\n)?(\/\/|\/\*\*?)[ \n]/.test(text));
    expect(silent.map(({ path }) => path)).to.deep.equal([]);
  });

  it('titles no test with "should"', () => {
    const offences = sources.flatMap(({ path, lines }) =>
      lines.filter((line) => /\bit\(\s*['"`]should\b/.test(line)).map((line) => `${path}: ${line}`),
    );
    expect(offences).to.deep.equal([]);
  });
});

describe('leftovers', () => {
  const mark = new RegExp(['FIX', 'ME|TO', 'DO|X', 'XX|HA', 'CK\\b'].join(''));
  it('has no unfinished business in the sources', () => {
    const offences = sources.flatMap(({ path, lines }) =>
      lines
        .map((line, index) => ({ line, place: `${path}:${String(index + 1)}` }))
        .filter(({ line }) => mark.test(line))
        .map(({ place }) => place),
    );
    expect(offences).to.deep.equal([]);
  });

  it('commits nothing that was built or measured elsewhere than baselines', () => {
    const results = filesMatching(/^(results|\.tools|node_modules)\//).filter(
      (path) => path !== 'results/README.md' && !path.startsWith('results/baselines/'),
    );
    expect(results).to.deep.equal([]);
  });
});

describe('documents', () => {
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');

  it('explain every error code, and no other', () => {
    const documented = [...read('docs/errors.md').matchAll(/^### `(CHAOS_ERR_\w+)`/gm)].map(
      (match) => match[1],
    );
    expect(documented.toSorted()).to.deep.equal([...errorCodes].toSorted());
  });

  it('name no error code that nothing raises', () => {
    // the list of exit codes, and questions for one code, raise nothing
    const listed = /^\s*'CHAOS_ERR_\w+',$/;
    const lines = code
      .filter(({ path }) => path !== 'harness/contracts/errors.ts')
      .flatMap(({ path, lines: all }) =>
        all.filter((line) => !(path === 'harness/cli/print-error.ts' && listed.test(line))),
      )
      .filter((line) => !line.includes("=== 'CHAOS_ERR"))
      .join('\n');
    const isRaised = (name: string): boolean => lines.includes(`'${name}'`);
    expect(errorCodes.filter((name) => !isRaised(name))).to.deep.equal([]);
  });

  it('use only make verbs that exist', () => {
    const verbs = new Set(
      [...read('Makefile').matchAll(/^([a-z0-9-]+):/gm)].map((match) => match[1] ?? ''),
    );
    const used = filesMatching(/\.md$/).flatMap((path) =>
      [...readSource(path).text.matchAll(/`make ([a-z0-9-]+)`/g)].map((match) => match[1] ?? ''),
    );
    expect(used.filter((verb) => !verbs.has(verb))).to.deep.equal([]);
  });

  it('link only to files that exist', () => {
    const broken = filesMatching(/\.md$/).flatMap((path) =>
      [...readSource(path).text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map((match) => match[1] ?? '')
        .filter((link) => !/^[a-z]+:/.test(link))
        .filter((link) => !existsSync(join(root, dirname(path), link)))
        .map((link) => `${path} → ${link}`),
    );
    expect(broken).to.deep.equal([]);
  });
});

describe('catalogues', () => {
  it('have one file a fault, each with a test of its own', () => {
    const named = filesMatching(/^faults\/[a-z0-9-]+\.ts$/)
      .map((path) => basename(path, '.ts'))
      .filter((name) => !isTest(`faults/${name}.ts`));
    const index = readSource('faults/index.ts').text;
    const registered = named.filter((name) => index.includes(`'./${name}.ts'`));
    const untested = registered.filter(
      (name) => !sources.some(({ path }) => path === `faults/${name}.test.ts`),
    );
    const strayed = named.filter((name) => !registered.includes(name));
    expect(strayed).to.have.members(['catalogue', 'index']);
    expect(untested).to.deep.equal([]);
  });

  it('have one file a check, each with a test of its own', () => {
    const index = readSource('harness/check/index.ts');
    const checks = importsOf(index).filter((path) => path.startsWith('harness/check/'));
    const untested = checks
      .map((path) => path.replace(/\.ts$/, '.test.ts'))
      .filter((path) => !existsSync(join(root, path)));
    expect(checks).to.not.be.empty;
    expect(untested).to.deep.equal([]);
  });
});

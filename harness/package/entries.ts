/** What the published package offers: its command, its imports, and the files beside the compiled modules. */

/** Imports by name; each has its types beside it. */
export const imports: Readonly<Record<string, string>> = {
  './hooks': 'faults/hooks/index',
  './scenario': 'harness/scenario/define-scenario',
  './chai': 'harness/suites/chai-chaos',
};

/** Modules that load scripts import by name: TypeScript, compiled with the script. */
export const scriptImports: Readonly<Record<string, string>> = {
  './sockets': './loadtests/sockets.ts',
  './protocols/*': './loadtests/protocols/*.ts',
};

/** Copied as they are, by the end of the name: read at run time. */
export const assets: readonly { readonly from: string; readonly ends: readonly string[] }[] = [
  { from: 'harness/scenarios', ends: ['.yaml'] },
  { from: 'harness/schemas', ends: ['.schema.json'] },
  { from: 'harness/report', ends: ['.css', '.client.js'] },
  { from: 'harness/serve', ends: ['.css', '.client.js', '.html'] },
  { from: 'faults/toxiproxy/server', ends: ['go.mod', 'go.sum', '.go'] },
];

/** Single files, copied as they are. */
export const files: readonly string[] = [
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'faults/CATALOGUE.md',
  'loadtests/README.md',
  'target/PROTOCOL.md',
];

/** Load scripts, copied as they are with every module they import: they are compiled for each run. */
export const scripts: readonly { readonly from: string; readonly ends: readonly string[] }[] = [
  { from: 'loadtests/user-mix.ts', ends: [''] },
  { from: 'loadtests/sockets.ts', ends: [''] },
  { from: 'loadtests/scripts', ends: ['.ts'] },
  { from: 'loadtests/protocols', ends: ['.ts'] },
];

/** Who may import whom. Arrows point to the contracts; the target never knows that it is being tested. */

export interface ImportRule {
  /** The most specific folder that holds a file decides. */
  readonly folder: string;
  /** Folders, files and packages; a folder stands for all below it. Its own folder is always allowed. */
  readonly may: readonly string[];
}

const contracts = 'harness/contracts';
const process = 'harness/process';
const protocol = 'target/protocol.ts';

export const importTable: readonly ImportRule[] = [
  { folder: contracts, may: [] },
  { folder: process, may: [contracts, 'node:'] },
  { folder: 'harness/scenario', may: [contracts, 'harness/scenarios', 'node:', 'yaml', 'zod'] },
  { folder: 'harness/scenarios', may: [contracts, 'harness/scenario', 'node:'] },
  { folder: 'harness/schemas', may: [contracts, 'harness/scenario', 'node:', 'zod'] },
  { folder: 'harness/plan', may: [contracts, 'node:crypto'] },
  { folder: 'harness/check', may: [contracts] },
  { folder: 'harness/run', may: [contracts, process, 'node:'] },
  {
    folder: 'harness/report',
    may: [contracts, 'node:', '@observablehq/plot', 'linkedom', 'junit-report-builder'],
  },
  { folder: 'harness/serve', may: [contracts, 'node:'] },
  { folder: 'harness/shrink', may: [contracts] },
  { folder: 'harness/compare', may: [contracts, 'node:'] },
  { folder: 'harness/target', may: [contracts, process, protocol, 'node:'] },
  { folder: 'harness/package', may: ['node:', 'ws-chaos', 'faults/testing'] },
  { folder: 'harness/testing', may: [contracts] },
  { folder: 'harness/tidy', may: ['node:', 'harness/contracts/errors.ts'] },
  {
    folder: 'harness/suites',
    may: ['harness', 'target', 'faults', 'node:', 'chai', 'mocha', 'yaml'],
  },
  { folder: 'harness/matrix', may: ['harness', 'faults/hooks', 'node:', 'ws', 'socket.io'] },
  { folder: 'harness/cli', may: ['harness', 'node:', 'commander'] },
  { folder: 'harness', may: ['harness', 'faults', 'loadtests', 'target'] },
  { folder: 'faults', may: [contracts, process] },
  { folder: 'faults/kernel', may: ['faults', contracts, process, 'node:'] },
  { folder: 'faults/tap', may: ['faults', contracts, process, 'node:'] },
  { folder: 'faults/hooks', may: ['faults', contracts, process, 'node:', 'ws-chaos'] },
  { folder: 'faults/strangers', may: ['faults', contracts, process, 'node:'] },
  {
    folder: 'faults/toxiproxy',
    may: ['faults', contracts, process, 'node:', 'toxiproxy-node-client'],
  },
  { folder: 'loadtests', may: ['loadtests', protocol, 'k6'] },
  {
    folder: 'loadtests/engine',
    may: [contracts, process, 'loadtests', 'node:', 'esbuild', 'acorn', 'linkedom'],
  },
  {
    folder: 'loadtests/protocols/testing',
    may: [
      ...['loadtests', 'node:', 'socket.io', 'graphql', 'graphql-ws'],
      ...['@stomp/stompjs', '@microsoft/signalr', 'phoenix'],
    ],
  },
  // scripts as text, whose imports are the script's
  {
    folder: 'loadtests/engine/conformance',
    may: ['loadtests', contracts, process, 'node:', 'k6', 'https://jslib.k6.io'],
  },
  { folder: 'loadtests/deploy', may: ['loadtests', 'node:', 'yaml', 'ajv', 'kubernetes-models'] },
  { folder: 'loadtests/parity', may: [contracts, 'loadtests', 'node:'] },
  { folder: 'loadtests/drivers', may: [contracts, process, 'loadtests', 'node:'] },
  { folder: 'target', may: ['ws', 'node:'] },
  { folder: 'bench', may: ['harness', 'faults', 'loadtests', 'target', 'ws', 'esbuild', 'node:'] },
];

/** Tests and test helpers may also use these, wherever they are. */
export const testImports: readonly string[] = [
  'chai',
  'sinon',
  'fast-check',
  'mocha',
  'ws',
  'node:',
  'playwright-core',
  'harness/contracts',
  'harness/process',
  'harness/testing',
  'target/protocol.ts',
];

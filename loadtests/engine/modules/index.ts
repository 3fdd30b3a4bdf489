/** The k6 modules by the names scripts import them under. */

import { Blob } from 'node:buffer';
import type { VirtualUser } from '../user/virtual-user.ts';
import { cryptoModule, cryptoNames } from './crypto-module.ts';
import { csvModule } from './csv-module.ts';
import { dataModule } from './data-module.ts';
import { encodingModule } from './encoding-module.ts';
import { executionModule } from './execution-module.ts';
import { fsModule } from './fs-module.ts';
import { htmlModule, htmlNames } from './html-module.ts';
import { blockingHttp, httpModule, httpNames } from './http-module.ts';
import { summaryModule, utilsModule, utilsNames } from './jslib.ts';
import { k6Module } from './k6-module.ts';
import { metricsModule } from './metrics-module.ts';
import { papaparseModule, papaparseNames } from './papaparse.ts';
import { secretsModule } from './secrets-module.ts';
import { timerFunctions } from './timer-functions.ts';
import { webSocketFor } from './web-socket.ts';
import { wsModule } from './ws-module.ts';

export interface ModuleSpec {
  /** Names a script may import besides `default`. */
  readonly names: readonly string[];
  /** Names whose calls block the user; the bundler turns them into waits. */
  readonly blocking?: readonly string[];
  /** Said once when a script imports it. */
  readonly warning?: string;
  make(user: VirtualUser): Record<string, unknown>;
}

/** Undefined for modules that are not supported. */
export function moduleSpec(path: string): ModuleSpec | undefined {
  return modules[path] ?? libraries.find(({ pattern }) => pattern.test(path))?.spec;
}

/** Functions of a module whose calls block the user. */
export function blockingNames(module: string): readonly string[] {
  return moduleSpec(module)?.blocking ?? [];
}

const timerNames = ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'];

const websockets: ModuleSpec = {
  names: ['WebSocket', 'Blob'],
  make: (user) => ({ WebSocket: webSocketFor(user), Blob }),
};

const modules: Readonly<Record<string, ModuleSpec>> = {
  k6: {
    names: ['check', 'group', 'fail', 'sleep', 'randomSeed'],
    blocking: ['sleep'],
    make: k6Module,
  },
  'k6/crypto': { names: cryptoNames, make: cryptoModule },
  'k6/data': { names: ['SharedArray'], make: dataModule },
  'k6/encoding': { names: ['b64encode', 'b64decode'], make: encodingModule },
  'k6/execution': { names: ['scenario', 'instance', 'vu', 'test'], make: executionModule },
  'k6/experimental/csv': { names: ['parse', 'Parser'], make: csvModule },
  'k6/experimental/fs': { names: ['open', 'SeekMode'], make: fsModule },
  'k6/experimental/timers': {
    names: timerNames,
    warning: 'k6/experimental/timers is gone from k6; import k6/timers',
    make: timerFunctions,
  },
  'k6/experimental/websockets': {
    ...websockets,
    warning: 'k6/experimental/websockets is deprecated; import k6/websockets',
  },
  'k6/experimental/webcrypto': {
    names: ['crypto'],
    warning: 'k6/experimental/webcrypto is a global on k6; use crypto',
    make: () => ({ crypto: globalThis.crypto }),
  },
  'k6/html': { names: htmlNames, make: htmlModule },
  'k6/http': { names: httpNames, blocking: blockingHttp, make: httpModule },
  'k6/metrics': { names: ['Counter', 'Gauge', 'Rate', 'Trend'], make: metricsModule },
  'k6/secrets': { names: ['get', 'source'], make: secretsModule },
  'k6/timers': { names: timerNames, make: timerFunctions },
  'k6/websockets': websockets,
  'k6/ws': { names: ['connect'], blocking: ['connect'], make: wsModule },
};

/** Libraries that scripts import by URL, in any version. */
const libraries: readonly { readonly pattern: RegExp; readonly spec: ModuleSpec }[] = [
  {
    pattern: /^https:\/\/jslib\.k6\.io\/k6-utils\/[\d.]+\/index\.js$/,
    spec: { names: utilsNames, make: utilsModule },
  },
  {
    pattern: /^https:\/\/jslib\.k6\.io\/k6-summary\/[\d.]+\/index\.js$/,
    spec: { names: ['textSummary', 'jUnit'], make: summaryModule },
  },
  {
    pattern: /^https:\/\/jslib\.k6\.io\/papaparse\/[\d.]+\/index\.js$/,
    spec: { names: papaparseNames, make: papaparseModule },
  },
  {
    pattern: /^https:\/\/jslib\.k6\.io\/url\/[\d.]+\/index\.js$/,
    spec: { names: ['URL', 'URLSearchParams'], make: () => ({ URL, URLSearchParams }) },
  },
];

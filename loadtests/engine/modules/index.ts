/** The k6 modules by the names scripts import them under. */

import { Blob } from 'node:buffer';
import type { VirtualUser } from '../user/virtual-user.ts';
import { dataModule } from './data-module.ts';
import { executionModule } from './execution-module.ts';
import { k6Module } from './k6-module.ts';
import { metricsModule } from './metrics-module.ts';
import { timerFunctions } from './timer-functions.ts';
import { webSocketFor } from './web-socket.ts';

export interface ModuleSpec {
  /** Names a script may import besides `default`. */
  readonly names: readonly string[];
  /** Names whose calls block the user; the bundler turns them into waits. */
  readonly blocking?: readonly string[];
  /** Said once when a script imports it. */
  readonly warning?: string;
  make(user: VirtualUser): Record<string, unknown>;
}

const timerNames = ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'];

const websockets: ModuleSpec = {
  names: ['WebSocket', 'Blob'],
  make: (user) => ({ WebSocket: webSocketFor(user), Blob }),
};

export const modules: Readonly<Record<string, ModuleSpec>> = {
  k6: {
    names: ['check', 'group', 'fail', 'sleep', 'randomSeed'],
    blocking: ['sleep'],
    make: k6Module,
  },
  'k6/data': { names: ['SharedArray'], make: dataModule },
  'k6/execution': { names: ['scenario', 'instance', 'vu', 'test'], make: executionModule },
  'k6/experimental/timers': {
    names: timerNames,
    warning: 'k6/experimental/timers is gone from k6; import k6/timers',
    make: timerFunctions,
  },
  'k6/experimental/websockets': {
    ...websockets,
    warning: 'k6/experimental/websockets is deprecated; import k6/websockets',
  },
  'k6/metrics': { names: ['Counter', 'Gauge', 'Rate', 'Trend'], make: metricsModule },
  'k6/timers': { names: timerNames, make: timerFunctions },
  'k6/websockets': websockets,
};

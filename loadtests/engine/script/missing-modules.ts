/** Imports that lead nowhere: modules of Node and packages that scripts in Node would use, and what a k6 script uses. */

import { isBuiltin } from 'node:module';

export interface MissingModule {
  readonly message: string;
  readonly help: string;
}

const web = "Use k6/http: `import http from 'k6/http'`.";
const sockets = "Use k6/websockets: `import { WebSocket } from 'k6/websockets'`.";
const protocol = (name: string): string =>
  `Use \`ws-chaos/protocols/${name}\` on top of k6/websockets.`;

const instead: Readonly<Record<string, string>> = {
  fs: 'Use `open()` in the init code, or k6/experimental/fs.',
  'fs/promises': 'Use `open()` in the init code, or k6/experimental/fs.',
  crypto: 'Use k6/crypto, or the global `crypto`.',
  ...{ http: web, https: web, axios: web, 'node-fetch': web, undici: web, got: web },
  url: "Use `import { URL, URLSearchParams } from 'https://jslib.k6.io/url/1.0.0/index.js'`.",
  ...{ process: 'Use `__ENV.NAME` for variables.', os: 'Use `__ENV.NAME` for variables.' },
  timers: 'Use k6/timers.',
  'timers/promises': 'Use k6/timers, or `sleep` of k6.',
  perf_hooks: 'Use `Date.now()`.',
  buffer: 'Use `Uint8Array`; `b64encode` and `b64decode` are in k6/encoding.',
  ...{ ws: sockets, websocket: sockets, 'isomorphic-ws': sockets },
  'socket.io-client': protocol('socket-io'),
  ...{ '@stomp/stompjs': protocol('stomp'), '@microsoft/signalr': protocol('signalr') },
  ...{ phoenix: protocol('phoenix'), 'graphql-ws': protocol('graphql-ws') },
};

/** Undefined where the import is of a file. */
export function missingModule(specifier: string): MissingModule | undefined {
  if (/^[./]|^\w+:\/\//.test(specifier)) return undefined;
  const bare = specifier.replace(/^node:/, '');
  const advice = Object.hasOwn(instead, bare) ? instead[bare] : undefined;
  if (isBuiltin(specifier))
    return {
      message: `module ${specifier} is Node's, and k6 has nothing of Node`,
      help: advice ?? 'Remove the import: k6 has nothing like it.',
    };
  return {
    message: `module ${specifier} is neither k6's nor in a node_modules beside the script`,
    help:
      advice ??
      `Install it (\`npm install ${specifier}\`) where the script is; for a k6, bundle it into the script.`,
  };
}

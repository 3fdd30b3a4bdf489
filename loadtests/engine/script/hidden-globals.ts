/** What Node has and k6 has not: hidden from scripts, so that what passes here also runs there. */

export const hiddenGlobals: readonly string[] = [
  'process',
  'Buffer',
  'require',
  'module',
  'exports',
  '__filename',
  '__dirname',
  'fetch',
  'Request',
  'Response',
  'Headers',
  'FormData',
  'WebSocket',
  'EventSource',
  'CloseEvent',
  'MessageEvent',
  'MessageChannel',
  'MessagePort',
  'BroadcastChannel',
  'Event',
  'EventTarget',
  'CustomEvent',
  'AbortController',
  'AbortSignal',
  'Blob',
  'File',
  'URL',
  'URLSearchParams',
  'URLPattern',
  'structuredClone',
  'setImmediate',
  'clearImmediate',
  'queueMicrotask',
  'performance',
  'navigator',
  'localStorage',
  'sessionStorage',
  'Storage',
  'Worker',
  'CompressionStream',
  'DecompressionStream',
  'atob',
  'btoa',
];

/** What the language has, and those of its surroundings that a k6 has too. */
export const visibleGlobals: readonly string[] = [
  ...['Object', 'Function', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'BigInt', 'Math'],
  ...['Date', 'RegExp', 'JSON', 'Promise', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Proxy'],
  ...['Reflect', 'Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'EvalError'],
  ...['URIError', 'AggregateError', 'ArrayBuffer', 'DataView', 'Uint8Array', 'Uint8ClampedArray'],
  ...['Int8Array', 'Uint16Array', 'Int16Array', 'Uint32Array', 'Int32Array', 'Float32Array'],
  ...['Float64Array', 'BigInt64Array', 'BigUint64Array', 'Iterator', 'Intl', 'isNaN', 'isFinite'],
  ...['parseInt', 'parseFloat', 'encodeURI', 'decodeURI', 'encodeURIComponent', 'NaN', 'Infinity'],
  ...['decodeURIComponent', 'escape', 'unescape', 'TextEncoder', 'TextDecoder', 'crypto'],
  ...['ReadableStream', 'undefined', 'SharedArrayBuffer', 'Atomics', 'FinalizationRegistry'],
];

/**
 * `globalThis` of scripts: the language, and nothing of Node. One a process; a user's own extends it. Values are read
 * when a script asks for them: Node loads some of them (streams, cryptography) on first use, and they are 2 MB.
 */
export const scriptGlobal: object = Object.freeze(
  Object.defineProperties(
    {},
    Object.fromEntries(
      visibleGlobals.map((name) => [
        name,
        { enumerable: true, get: () => (globalThis as Record<string, unknown>)[name] },
      ]),
    ),
  ),
);

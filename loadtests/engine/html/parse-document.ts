/** HTML as a document of linkedom, which is loaded with the first one: a WebSocket test has none. */

import { createRequire } from 'node:module';
import type { DomNode } from './dom-node.ts';

/** Where the engine's sources are, for the one file it is bundled into; that lies somewhere else. */
declare const __engineSource: string | undefined;

interface Library {
  parseHTML(html: string): { readonly document: DomNode };
}

let library: Library | undefined;

/** Text without an `html` element is the body of one, as browsers have it. */
export function parseDocument(html: string): DomNode {
  const from = typeof __engineSource === 'string' ? __engineSource : import.meta.url;
  library ??= createRequire(from)('linkedom') as Library;
  const whole = /<html[\s>]/i.test(html) ? html : `<html><head></head><body>${html}</body></html>`;
  return library.parseHTML(whole).document;
}

/** From a place in the bundle to the place in the user's own source. */

import { SourceMap, type SourceMapPayload } from 'node:module';
import type { SourcePosition } from '../../../harness/contracts/errors.ts';

/** In the bundle; from 1. */
export interface BundlePlace {
  readonly line: number;
  readonly column: number;
}

export type PositionOf = (place: BundlePlace) => SourcePosition | undefined;

/** `map` is a source map as JSON; it is parsed when the first position is asked for. */
export function sourcePositions(map: string): PositionOf {
  let parsed: SourceMap | undefined;
  return ({ line, column }) => {
    parsed ??= new SourceMap(JSON.parse(map) as SourceMapPayload);
    const found = parsed.findEntry(line - 1, column - 1);
    if (!('originalSource' in found)) return undefined;
    const { originalSource, originalLine, originalColumn } = found;
    return { file: originalSource, line: originalLine + 1, column: originalColumn + 1 };
  };
}

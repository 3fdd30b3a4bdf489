/** Colour for terminals that have it: a mark and a word always carry the meaning too. */

import { styleText } from 'node:util';
import type { Outcome } from '../../contracts/checker.ts';
import { outcomeMarks } from '../headline.ts';

export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  doubtful(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

type Style = Parameters<typeof styleText>[0];

/** `false`: plain text, byte for byte what the words say. */
export function createPaint(colours: boolean): Paint {
  const paint =
    (style: Style) =>
    (text: string): string =>
      colours ? styleText(style, text, { validateStream: false }) : text;
  return {
    good: paint('green'),
    bad: paint('red'),
    doubtful: paint('yellow'),
    strong: paint('bold'),
    faint: paint('dim'),
  };
}

export function paintOutcome(paint: Paint, outcome: Outcome, text: string): string {
  if (outcome === 'pass') return paint.good(text);
  return outcome === 'fail' ? paint.bad(text) : paint.doubtful(text);
}

/** `✓`, `✗` or `?`, painted. */
export function paintMark(paint: Paint, outcome: Outcome): string {
  return paintOutcome(paint, outcome, outcomeMarks[outcome]);
}

/** Text of others on one line: control characters of a server's answer must not steer the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}

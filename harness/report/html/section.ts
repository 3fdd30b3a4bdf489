/** What a section of the report gets and gives. */

import type { ReportInput } from '../../contracts/reporter.ts';
import type { Baseline } from '../baseline.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import type { Html } from './html.ts';

export interface ReportContext {
  readonly input: ReportInput;
  readonly facts: RunFacts;
  readonly baseline: Baseline;
}

export interface Section {
  /** Anchor of its permalink: stable, other pages link to it. */
  readonly id: string;
  readonly title: string;
  /** Undefined where the run has nothing to show here. */
  body(context: ReportContext): Html | undefined;
}

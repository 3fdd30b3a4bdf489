/** The sections of the report in reading order: what happened first, how it is known last. */

import type { Section } from '../section.ts';
import { checksSection } from './checks.ts';
import { cleanupSection } from './cleanup.ts';
import { closesSection } from './closes.ts';
import { connectionsSection } from './connections.ts';
import { faultLedgerSection } from './fault-ledger.ts';
import { glossarySection } from './glossary.ts';
import { loadSection } from './load.ts';
import { matrixSection } from './matrix.ts';
import { openSection } from './open.ts';
import { reclaimSection } from './reclaim.ts';
import { reproduceSection } from './reproduce.ts';
import { safetySection } from './safety.ts';
import { sourceSection } from './source.ts';
import { timelineSection } from './timeline.ts';

export const sections: readonly Section[] = [
  matrixSection,
  reproduceSection,
  checksSection,
  reclaimSection,
  timelineSection,
  openSection,
  cleanupSection,
  closesSection,
  faultLedgerSection,
  loadSection,
  connectionsSection,
  safetySection,
  sourceSection,
  glossarySection,
];

/** The sections of the report in reading order: what happened first, how it is known last. */

import type { Section } from '../section.ts';
import { baselineSection } from './baseline.ts';
import { checksSection } from './checks.ts';
import { cleanupSection } from './cleanup.ts';
import { closesSection } from './closes.ts';
import { connectionsSection } from './connections.ts';
import { coverageSection } from './coverage.ts';
import { downloadsSection } from './downloads.ts';
import { faultLedgerSection } from './fault-ledger.ts';
import { glossarySection } from './glossary.ts';
import { herdSection } from './herd.ts';
import { latencySection } from './latency.ts';
import { loadSection } from './load.ts';
import { matrixSection } from './matrix.ts';
import { messagesSection } from './messages.ts';
import { networksSection } from './networks.ts';
import { openSection } from './open.ts';
import { personasSection } from './personas.ts';
import { phasesSection } from './phases.ts';
import { reclaimSection } from './reclaim.ts';
import { reproduceSection } from './reproduce.ts';
import { resourcesSection } from './resources.ts';
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
  resourcesSection,
  cleanupSection,
  personasSection,
  networksSection,
  messagesSection,
  phasesSection,
  latencySection,
  herdSection,
  closesSection,
  faultLedgerSection,
  loadSection,
  coverageSection,
  baselineSection,
  connectionsSection,
  safetySection,
  sourceSection,
  downloadsSection,
  glossarySection,
];

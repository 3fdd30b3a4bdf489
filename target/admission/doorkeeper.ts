/** Who gets a slot. */

import type { Applicant } from '../core/connection.ts';
import type { Slot } from '../core/slots.ts';
import type { Refusal } from '../protocol.ts';

export type Decision =
  | { readonly admitted: true; readonly slot: Slot }
  | { readonly admitted: false; readonly refusal: Refusal };

export interface Doorkeeper {
  /** At once where there is room; otherwise it may take as long as a reclaim. Never rejects. */
  admit(applicant: Applicant): Decision | Promise<Decision>;
  /** A slot was released. */
  slotFreed(): void;
  /** The server drains: whoever waits is refused. */
  close(): void;
}

export function refuse(refusal: Refusal): Decision {
  return { admitted: false, refusal };
}

/** Planted defect (F6): nobody tells the agents that their user is gone, and they go on to the end of their answers. */

import { Turns } from '../core/turns.ts';
import type { Defect } from './defect.ts';

class EndlessTurns extends Turns {
  override cancel(): void {
    this.speakInto({ connection: this.connection, emit: () => undefined });
  }
}

export const answersTheDead: Defect = {
  name: 'answers-the-dead',
  summary: 'lets agents work to the end of their turns for users who are gone',
  caughtBy: 'orphan-work-ends',
  scenario: 'gone-mid-answer',
  plant: () => ({ turns: (ports, voice) => new EndlessTurns(ports, voice) }),
};

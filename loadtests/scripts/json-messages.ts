/** Plain JSON messages: three questions, each answered by its number. `WS_URL`: a server that echoes. */

import { check } from 'k6';
import type { Options } from 'k6/options';
import { JsonSession } from '../protocols/json.ts';

export const options: Options = {
  thresholds: {
    message_round_trip: ['p(95)<1000'],
    messages_unanswered: ['count==0'],
    checks: ['rate==1'],
  },
};

const questions = 3;

export default function (): void {
  const session = new JsonSession(__ENV['WS_URL'] ?? 'ws://127.0.0.1:3000/');
  let answered = 0;
  const ask = (): void => {
    session.ask({ type: 'question', number: answered }, (answer) => {
      check(answer, { 'the answer is to the question': ({ number }) => number === answered });
      answered++;
      if (answered === questions) session.close();
      else ask();
    });
  };
  session.onconnect = ask;
}

/** `http.batch`: so many requests at a time, of one host and in all. */

import type { HttpResponse } from './response.ts';

export interface BatchLimits {
  readonly atOnce: number;
  readonly perHost: number;
}

export interface BatchRequest {
  readonly host: string;
  send(): Promise<HttpResponse>;
}

/** The responses in the order of the requests. Rejects with the first failure; what has not started then, never does. */
export function sendBatch(
  requests: readonly BatchRequest[],
  { atOnce, perHost }: BatchLimits,
): Promise<HttpResponse[]> {
  const waiting = requests.map((request, index) => ({ request, index }));
  const busy = new Map<string, number>();
  const responses: HttpResponse[] = [];
  let [running, left] = [0, requests.length];
  return new Promise((resolve, reject) => {
    const count = (host: string, by: number): void => {
      running += by;
      busy.set(host, (busy.get(host) ?? 0) + by);
    };
    const start = (): void => {
      while (running < atOnce) {
        const at = waiting.findIndex(({ request }) => (busy.get(request.host) ?? 0) < perHost);
        const [next] = at === -1 ? [] : waiting.splice(at, 1);
        if (next === undefined) break;
        const { request, index } = next;
        count(request.host, 1);
        request.send().then((response) => {
          responses[index] = response;
          count(request.host, -1);
          if (--left === 0) resolve(responses);
          else start();
        }, fail);
      }
    };
    const fail = (error: Error): void => {
      waiting.length = 0;
      reject(error);
    };
    if (left === 0) resolve([]);
    else start();
  });
}

/** The compiler's process: started by the first build, ended when nothing is being built. */

import { stop } from 'esbuild';

let builds = 0;

/** To end esbuild's process under another build would leave that one waiting for ever. */
export async function whileBuilding<Built>(build: () => Promise<Built>): Promise<Built> {
  builds++;
  try {
    return await build();
  } finally {
    builds--;
    if (builds === 0) await stop();
  }
}

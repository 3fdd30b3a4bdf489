/** Per-connection drill-down: the table and the ladder are drawn by the page's script from packed data. */

import { html, raw } from '../html.ts';
import { packConnections } from '../packed-connections.ts';
import type { Section } from '../section.ts';

export const connectionsSection: Section = {
  id: 'connections',
  title: 'Connections',
  body: ({ input, facts }) => {
    const packed = packConnections(input, facts);
    return html`
      <p>
        Choose one to see its life in the three ledgers.
        ${packed.left > 0 && `${packed.left} uneventful ones are in history.ndjson only.`}
      </p>
      <noscript
        ><p class="notice">
          This table needs JavaScript; history.ndjson has the same facts.
        </p></noscript
      >
      <div class="filter">
        <label>find <input id="find" type="search" placeholder="power-2 or half-open" /></label>
        <label
          >show
          <select id="fate">
            <option value="">all</option>
            <option value="never">never reclaimed</option>
            <option value="unjudged">not judged</option>
            <option value="late">late</option>
            <option value="reclaimed">reclaimed in time</option>
            <option value="killed">healthy, killed</option>
            <option value="kept">healthy, kept</option>
            <option value="hit">hit by a fault</option>
          </select></label
        >
        <output id="found"></output>
      </div>
      <div id="table" class="scroll" tabindex="0" role="region" aria-label="connections"></div>
      <dialog id="ladder" aria-labelledby="ladder-title"></dialog>
      <script type="application/octet-stream" id="packed">
        ${raw(packed.base64)}
      </script>
    `;
  },
};

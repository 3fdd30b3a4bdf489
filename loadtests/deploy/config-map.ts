/** The ConfigMap of the load: the script as it is in `loadtests/scripts/`, and the settings all instances share. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Document, stringify } from 'yaml';

const scriptFile = fileURLToPath(new URL('../scripts/steady-echo.ts', import.meta.url));

export const configMapFile = fileURLToPath(new URL('config-map.yaml', import.meta.url));

/** The text of `config-map.yaml`; a test holds the two together. */
export function configMapText(): string {
  const scripts = configMap('ws-chaos-scripts', { 'load.ts': readFileSync(scriptFile, 'utf8') });
  const settings = configMap('ws-chaos-settings', {
    WS_URL: 'ws://chat.default.svc.cluster.local:3000/',
    USERS: '400',
    DURATION: '5m',
  });
  const head =
    '# Written by `node loadtests/deploy/write-config-map.ts`; the settings are yours to change.\n';
  return `${head}${[scripts, settings].map((each) => stringify(each, { lineWidth: 0, singleQuote: true })).join('---\n')}`;
}

function configMap(name: string, data: Readonly<Record<string, string>>): Document {
  return new Document({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels: { 'app.kubernetes.io/name': 'ws-chaos' } },
    data,
  });
}

/** The package.json of the published package, made from the checkout's. */

import { imports, scriptImports } from './entries.ts';

/** What of the checkout's package.json it keeps. */
export interface CheckoutManifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly type: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export const command = 'ws-chaos.js';

export function manifestOf(checkout: CheckoutManifest): Record<string, unknown> {
  const { name, version, description, license, type, engines, dependencies } = checkout;
  const chai = checkout.devDependencies['chai'] ?? '*';
  return {
    ...{ name, version, description, license, type, engines },
    bin: { 'ws-chaos': command },
    exports: {
      ...Object.fromEntries(
        Object.entries(imports).map(([as, path]) => [
          as,
          { types: `./${path}.d.ts`, default: `./${path}.js` },
        ]),
      ),
      ...scriptImports,
    },
    dependencies,
    peerDependencies: { chai: `^${chai}` },
    peerDependenciesMeta: { chai: { optional: true } }, // for `ws-chaos/chai` alone
  };
}

/** The command: it says what it needs before anything it cannot read is read. */
export const commandSource = `#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 9)) {
  process.stderr.write(\`ws-chaos needs Node 24.9 or newer, this is \${process.versions.node}.\\n  → Install Node 24, or run it with \\\`npx -p node@24 -p ws-chaos ws-chaos\\\`.\\n\`);
  process.exit(254);
}
await import('./harness/main.js');
`;

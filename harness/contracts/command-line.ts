/** How this program is started from a shell: from a checkout by npm, from an installed package by npx. */

const isInstalled = import.meta.url.includes('/node_modules/');

/** What comes before the verb, for lines that a reader copies. */
export const commandLine = isInstalled ? 'npx ws-chaos' : 'npm run -s ws-chaos --';

/** Host and port of an address, and whether it is this machine: what load and faults may hit unasked. */

/** `localhost`, 127.0.0.0/8 and ::1. Names are not resolved: what they point to may change under us. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The host of an address, an IPv6 one without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** The port of a WebSocket URL, the scheme's own where it names none. */
export function portOf({ port, protocol }: Pick<URL, 'port' | 'protocol'>): number {
  return port === '' ? (protocol === 'wss:' ? 443 : 80) : Number(port);
}

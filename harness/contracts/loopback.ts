/** What counts as this machine: the hosts that load and faults may hit unasked, and whose sockets the kernel shows us. */

/** `localhost`, 127.0.0.0/8 and ::1. Names are not resolved: what they point to may change under us. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The host of an address, an IPv6 one without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** Parity: a script that throws while it is loaded, exit code 107. */

if (__ENV['WS_URL'] !== undefined) throw new Error('on purpose');

export default function (): void {
  throw new Error('never reached');
}

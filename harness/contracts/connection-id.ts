/** Names of connections: `power-2` the user, `power-2.1` the key, `power-2.1.0` one incarnation. */

/** `power-2.1.0` → `power-2.1`. Ids of other shapes (foreign clients) are their own key. */
export function keyOf(connection: string): string {
  const end = connection.lastIndexOf('.');
  const isOurs = /^[a-z]+-\d+\.\d+\.\d+$/.test(connection);
  return isOurs ? connection.slice(0, end) : connection;
}

/** `power-2.1.0` → `power-2`. */
export function userOf(connection: string): string {
  return connection.split('.', 1)[0] ?? connection;
}

/** `power-2.1.0` → `power`. */
export function cohortOf(connection: string): string {
  return connection.split('-', 1)[0] ?? connection;
}

/** The header that joins the ledgers of client, tap and target. */
export const connectionHeader = 'x-chaos-connection';

/** Which process of a tap has the newest connection of a name, where clients use names twice. */

/** When a connection was upgraded, by the name it is known by. */
export interface Opened {
  readonly connection: string;
  readonly openedUs: number;
}

/** @param opened by process. A closed connection counts: the older one of its name is not found under it again. */
export function processOfNewest(
  opened: readonly (readonly Opened[])[],
): ReadonlyMap<string, number> {
  const newest = new Map<string, { readonly process: number; readonly openedUs: number }>();
  for (const [process, own] of opened.entries()) {
    for (const { connection, openedUs } of own) {
      const other = newest.get(connection);
      if (other === undefined || other.openedUs < openedUs)
        newest.set(connection, { process, openedUs });
    }
  }
  return new Map(Array.from(newest, ([connection, { process }]) => [connection, process]));
}

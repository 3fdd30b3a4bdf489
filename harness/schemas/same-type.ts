/** Holds a schema to its contract at compile time. */

/** `true` where each type is assignable to the other, `never` otherwise: assign `true` to it. */
export type Same<Left, Right> = [Left] extends [Right]
  ? [Right] extends [Left]
    ? true
    : never
  : never;

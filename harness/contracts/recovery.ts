/** What it takes to see a server recover: a bound that check and schedule must agree on. */

/** So long after `recoveredWithin` it is looked at: less says nothing, it may stumble again. */
export const leastLookMs = 1000;

// Secret bytes for the length of one call.

/** Lends them to `run`, and overwrites them when it ends, whatever came of it. They must not be kept. */
export type Lent = <T>(run: (bytes: Uint8Array) => T) => T

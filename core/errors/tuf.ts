/** Errors of core/tuf. */
export const tufErrors = {}

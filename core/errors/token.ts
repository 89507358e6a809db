/** Errors of core/token. */
export const tokenErrors = {}

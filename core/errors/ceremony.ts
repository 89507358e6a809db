/** Errors of core/ceremony. */
export const ceremonyErrors = {}

/** Errors of core/bag. */
export const bagErrors = {}

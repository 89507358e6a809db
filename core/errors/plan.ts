/** Errors of core/plan. */
export const planErrors = {}

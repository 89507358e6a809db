/** Errors of core/transcript. */
export const transcriptErrors = {}

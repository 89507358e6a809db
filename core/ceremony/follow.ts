/** Why an event cannot follow; the host and the verifier put it into their own errors. */
export class DoesNotFollow extends Error {}

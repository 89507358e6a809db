// What a key may be. Here, and not in plan.ts, because the public record of a backup names it too, and a plan may bring one.

/** P-384 only with an exception for rule TUF-ALGORITHM (tough refuses it). */
export const algorithms = ['ecdsa-p256', 'ecdsa-p384', 'ed25519', 'rsa-3072', 'rsa-4096'] as const
export type Algorithm = (typeof algorithms)[number]

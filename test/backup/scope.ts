// What a scope of a secret is tried with.

import { createHash } from 'node:crypto'

export const holders = ['amina', 'bruno', 'chen', 'dora', 'emi'] as const

export const origin = { made: 'rehearsal', ceremony: 'root-2027' } as const

export const fingerprint = createHash('sha256').update('a key').digest('hex')

/** 120 rolls that pass the checks of dice, the same each time. */
export const fairRolls = (): Uint8Array =>
  Uint8Array.from(
    { length: 120 },
    (_, index) => 0x31 + ((createHash('sha256').update(`roll ${index}`).digest()[0] ?? 0) % 6),
  )

// What an act throws, for the tests of this folder.

import { CeremonyError } from '../../core/errors.ts'

/** Our error; anything else passes, and nothing thrown is a fault of the test's subject. */
export function thrown(act: () => unknown): CeremonyError {
  try {
    act()
  } catch (error) {
    if (error instanceof CeremonyError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

export const codeOf = (act: () => unknown): string => thrown(act).code

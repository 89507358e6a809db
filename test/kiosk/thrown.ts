import { CeremonyError } from '../../core/errors.ts'

/** The error of ours that `act` throws; undefined where it throws none. */
export function thrown(act: () => unknown): CeremonyError | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    if (error instanceof CeremonyError) return error
    throw error
  }
}

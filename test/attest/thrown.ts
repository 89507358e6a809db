import { CeremonyError } from '../../core/errors.ts'

/** The code and detail that a call throws, or `nothing thrown`; any other error passes. */
export function thrown(act: () => unknown): { readonly code: string; readonly detail: unknown } {
  try {
    act()
  } catch (error) {
    if (error instanceof CeremonyError) return { code: error.code, detail: error.detail }
    throw error
  }
  return { code: 'nothing thrown', detail: undefined }
}

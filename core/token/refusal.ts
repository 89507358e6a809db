// Did the module say "not so", or did the device fail?

import { isCeremonyError } from '../errors.ts'

/** A failure of the device, and not an answer to how it was asked: nothing else is tried after it. */
const deviceFailures: ReadonlySet<string> = new Set([
  'CKR_HOST_MEMORY',
  'CKR_DEVICE_ERROR',
  'CKR_DEVICE_MEMORY',
  'CKR_OPERATION_ACTIVE',
  'CKR_CRYPTOKI_NOT_INITIALIZED',
])

/** The refusal, where the module said "not so" (or gave what cannot be); undefined where the device failed, or is gone. */
export function refusalOf(error: unknown): { readonly call: string; readonly ckr: string } | undefined {
  const refused =
    isCeremonyError(error, 'token/failed') ||
    isCeremonyError(error, 'token/mechanism-missing') ||
    isCeremonyError(error, 'token/bad-answer')
  return refused && !deviceFailures.has(error.detail.ckr) ? error.detail : undefined
}

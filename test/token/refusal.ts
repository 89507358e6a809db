// What a refused call is refused with.

import { type CeremonyError, type ErrorCode, type ErrorDetail, isCeremonyError, wordsOf } from '../../core/errors.ts'

/** The error of ours that the promise ends in; its words must be whole sentences without holes. */
export async function thrownBy(promise: Promise<unknown>): Promise<CeremonyError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isCeremonyError(error)) throw new Error('not refused, or not by us', { cause: error })
  for (const sentence of Object.values(wordsOf(error)))
    if (/undefined|\[object|NaN/.test(sentence)) throw new Error(`words with a hole: ${sentence}`)
  return error
}

/** The detail of the refusal, which must be of this code. */
export async function refusal<C extends ErrorCode>(promise: Promise<unknown>, code: C): Promise<ErrorDetail<C>> {
  const error = await thrownBy(promise)
  if (!isCeremonyError(error, code)) throw new Error(`not refused as ${code}`, { cause: error })
  return error.detail
}

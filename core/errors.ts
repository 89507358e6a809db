// One error class, a closed union of codes. Each area declares its codes, with disposition and words, in errors/<area>.ts.

import { backupErrors } from './errors/backup.ts'
import { bagErrors } from './errors/bag.ts'
import { ceremonyErrors } from './errors/ceremony.ts'
import type { Disposition, ErrorDefinition, Words } from './errors/define.ts'
import { jsonErrors } from './errors/json.ts'
import { planErrors } from './errors/plan.ts'
import { printerErrors } from './errors/printer.ts'
import { stationErrors } from './errors/station.ts'
import { tokenErrors } from './errors/token.ts'
import { trainerErrors } from './errors/trainer.ts'
import { transcriptErrors } from './errors/transcript.ts'
import { tufErrors } from './errors/tuf.ts'
import { windowErrors } from './errors/window.ts'

const table = {
  ...jsonErrors,
  ...stationErrors,
  ...planErrors,
  ...tokenErrors,
  ...tufErrors,
  ...transcriptErrors,
  ...ceremonyErrors,
  ...bagErrors,
  ...backupErrors,
  ...printerErrors,
  ...windowErrors,
  ...trainerErrors,
}

/** Every code there is, as `area/what`. */
export type ErrorCode = keyof typeof table

/** The typed detail of a code. It crosses the bridge and may be printed: it never holds a secret. */
export type ErrorDetail<C extends ErrorCode> = (typeof table)[C] extends ErrorDefinition<infer D> ? D : never

/** The only error class that our own code throws. `message` is for logs; people read `wordsOf`. */
export class CeremonyError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C
  readonly detail: ErrorDetail<C>

  constructor(code: C, detail: ErrorDetail<C>, options?: { readonly cause?: unknown }) {
    super(`${code} ${JSON.stringify(detail)}`, options)
    this.name = 'CeremonyError'
    this.code = code
    this.detail = detail
  }

  get disposition(): Disposition {
    return table[this.code].disposition
  }
}

/** What happened, what is safe now, what to do next, in plain words. */
export function wordsOf(error: CeremonyError): Words {
  const definition = table[error.code] as ErrorDefinition<unknown> // code and detail were joined by the constructor's type
  return definition.words(error.detail)
}

/** Narrow an unknown `catch` value to one of ours, optionally of one code. */
export function isCeremonyError<C extends ErrorCode>(error: unknown, code?: C): error is CeremonyError<C> {
  return error instanceof CeremonyError && (code === undefined || error.code === code)
}

/** All codes, for tests and docs. */
export const errorCodes = Object.keys(table) as readonly ErrorCode[] // keys of a const object

/** What the ceremony does about this code. */
export function dispositionOf(code: ErrorCode): Disposition {
  return table[code].disposition
}

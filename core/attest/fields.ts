// Compare what a statement says with what is known, field by field, and name the first that differs.

import { CeremonyError } from '../errors.ts'
import { canonicalJson } from '../formats/canonical.ts'
import type { JsonObject } from '../formats/json.ts'

/** UTC, whole seconds or milliseconds, as the transcript writes it. */
export const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/

/** Names of ceremonies, keys: one line of visible ASCII, at most 128 characters. */
export const nameForm = /^[!-~](?:[ -~]{0,126}[!-~])?$/

/**
 * Refuse at the first name, in the order of `expected`, whose value differs.
 * @throws CeremonyError `attest/mismatch` with the rule, the name, and both values (at most 80 characters each).
 */
export function mustEqual(
  about: { readonly rule: string; readonly what: string },
  expected: JsonObject,
  found: JsonObject,
): void {
  for (const [path, value] of Object.entries(expected)) {
    const right = canonicalJson(value)
    const said = canonicalJson(found[path] ?? null)
    if (right === said) continue
    throw new CeremonyError('attest/mismatch', {
      ...about,
      path,
      expected: right.slice(0, 80),
      found: said.slice(0, 80),
    })
  }
}

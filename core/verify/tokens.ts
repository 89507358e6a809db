// The tokens of a record are those of the plan; in production no stand-in, and no software that the plan does not allow. Rule CER-TOKENS.

import type { State } from '../ceremony/state.ts'
import { CeremonyError } from '../errors.ts'
import type { JsonObject } from '../formats/json.ts'
import type { Plan } from '../formats/plan.ts'
import { type Site, standInOf } from '../formats/site.ts'
import { setAside } from '../plan/waivable.ts'
import { isSoftwareToken } from '../token/software.ts'

/**
 * Look at what every act says of its token.
 * Not caught: a token or a module that lies about itself.
 * @throws CeremonyError `ceremony/verify-failed` naming the step.
 */
export function verifyTokens(plan: Plan, state: State): void {
  const mode = state.opened?.mode ?? 'rehearsal'
  const standIns = (state.opened?.site.standIns ?? {}) as Site['standIns'] // a site as parseSite gives it
  if (mode === 'production') refuseStandIns(state.opened?.site ?? {})
  for (const [step, { facts }] of Object.entries(state.results)) {
    if (typeof facts.token !== 'string') continue
    const token = plan.tokens.find(({ id }) => id === facts.token)
    if (token === undefined) throw failed(step, `it was done on ${facts.token}, which the plan does not have`)
    const serials: unknown[] = [token.serial, standInOf({ standIns }, token)]
    if (facts.serial !== undefined && !serials.includes(facts.serial))
      throw failed(step, `it was done on the token ${String(facts.serial)}, not on ${token.serial}`)
    if (mode === 'production') refuseUnreal(plan, step, token.id, facts)
  }
}

/** @throws CeremonyError `ceremony/verify-failed` where a production ceremony was opened with stand-ins for tokens. */
export function refuseStandIns(site: JsonObject): void {
  const [serial] = Object.keys(site.standIns ?? {})
  if (serial !== undefined)
    throw failed('transcript.jsonl', `production was opened with a stand-in for the token ${serial}`)
}

function refuseUnreal(plan: Plan, step: string, token: string, facts: JsonObject): void {
  if (typeof facts.standIn === 'string')
    throw failed(step, `production was done on ${facts.standIn}, a stand-in for ${token}`)
  const { manufacturer, model } = facts
  if (typeof manufacturer !== 'string' || typeof model !== 'string') return
  if (isSoftwareToken({ manufacturer, model }) && setAside(plan, 'TOKEN-SOFTWARE', token) === undefined)
    throw failed(step, `TOKEN-SOFTWARE: ${token} keeps keys in files, and the plan does not say why that is enough`)
}

const failed = (what: string, reason: string) => new CeremonyError('ceremony/verify-failed', { what, reason })

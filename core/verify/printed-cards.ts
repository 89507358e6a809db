// Which cards of a backup went to a printer, as the station says: those of the set that stands, and of sets that were voided before it.

import { factsOf, type State, type Voided } from '../ceremony/state.ts'
import { sentToPrinter } from '../ceremony/void.ts'
import { CeremonyError } from '../errors.ts'
import type { JsonValue } from '../formats/json.ts'
import type { Plan } from '../formats/plan.ts'
import type { SplitSet } from '../formats/plan-backup.ts'
import { personName } from '../plan/uses.ts'

/**
 * A print that failed counts, since a page may have come out. Not caught: what a station does not say, or no longer knew when a set was voided.
 * @returns `2 of 3`, `2 of 3, 1 not recorded`, `not recorded` (a record older than that fact); and whose cards of voided sets were printed.
 * @throws CeremonyError `ceremony/verify-failed` where one was printed though the plan has its cards copied by hand.
 */
export function printedCards(plan: Plan, state: State, set: SplitSet): string {
  const said = set.holders.map(({ person }) => printedOf(state, set, person))
  const printed = said.filter((count) => typeof count === 'number' && count > 0).length
  const unknown = said.filter((count) => typeof count !== 'number').length
  const voided = state.voids.filter((each) => each.set === set.key).map((each) => printedBefore(plan, set, each))
  const byHand = plan.backup.mode === 'split' && plan.backup.cards === 'by-hand'
  if (byHand && (printed > 0 || voided.some(({ names }) => names.length > 0)))
    throw new CeremonyError('ceremony/verify-failed', {
      what: set.key,
      reason: 'a card of it was printed, and the plan has its cards copied by hand',
    })
  const here =
    unknown === said.length
      ? 'not recorded'
      : `${printed} of ${said.length}${unknown === 0 ? '' : `, ${unknown} not recorded`}`
  const before = voided
    .filter(({ names }) => names.length > 0)
    .map(({ seq, names }) => `; of the set that entry ${seq} voids: ${names.join(', ')}`)
  return here + before.join('')
}

const printedOf = (state: State, set: SplitSet, share: string): JsonValue | undefined =>
  factsOf(state, 'backup/read-back', { set: set.key, share })?.printed

/** From what was read back before it was voided, and from the reason, which names the others too. Only names of the plan are told: a reason is free text. */
function printedBefore(plan: Plan, set: SplitSet, { seq, printed, reason }: Voided) {
  const told = reason.split(sentToPrinter)[1]?.split('; ') ?? []
  const names = set.holders
    .map(({ person }) => ({ person, name: personName(plan, person) }))
    .filter(({ person, name }) => printed.includes(person) || told.some((each) => isOf(name, each)))
    .map(({ name }) => name)
  return { seq, names }
}

/** `Ines Okafor 1 (vault)`. */
const isOf = (name: string, told: string): boolean =>
  told.startsWith(`${name} `) && /^[1-9]\d* \(/.test(told.slice(name.length + 1))

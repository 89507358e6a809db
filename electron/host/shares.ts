// One share card at the step that shows or reads it: what the window may know of it, its words, and the reading of it.

import { setWords } from '../../core/backup/card.ts'
import { fingerprintOf } from '../../core/backup/record.ts'
import { digitsOfWords } from '../../core/backup/words.ts'
import type { FlatStep } from '../../core/ceremony/expanded.ts'
import { currentStep, factsOf, type State } from '../../core/ceremony/state.ts'
import { CeremonyError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/formats/json.ts'
import type { Id, Plan } from '../../core/formats/plan.ts'
import { asArray, asInteger, asObject, asString } from '../../core/formats/shape.ts'
import {
  type CardSheet,
  type ShareView,
  type ShownCard,
  type ShownFault,
  shownFault,
} from '../../core/formats/share-view.ts'
import { unseenCharacter } from '../../core/media/text.ts'
import { splitSetOf } from '../../core/plan/backup.ts'
import { recordOf, recoverySetOf } from '../../core/plan/recovery.ts'
import { personName } from '../../core/plan/uses.ts'
import { firstWords } from '../../core/transcript/words.ts'
import type { ScopeDesk } from './scope-desk.ts'

/** What the shares of one ceremony are about. */
export type Shares = { readonly plan: Plan; readonly state: State; readonly scope: ScopeDesk }

/** The step that stands, where it shows or reads a card: whose, and of which set. */
export function cardStep({
  state,
}: Shares): { readonly step: FlatStep; readonly set: Id; readonly holder: Id } | undefined {
  const step = currentStep(state)
  if (state.status !== 'running' || step?.kind !== 'perform') return undefined
  if (step.action !== 'backup/read-back' && step.action !== 'recovery/read') return undefined
  const { set, share: holder } = step.bound
  return set === undefined || holder === undefined ? undefined : { step, set, holder }
}

/** What stands on the card beside its words, and whether it was read; undefined at any other step. */
export function shareViewOf(shares: Shares): ShareView | undefined {
  const at = cardStep(shares)
  if (at === undefined) return undefined
  if (at.step.kind === 'perform' && at.step.action === 'recovery/read') return recoveredView(shares, at)
  const { plan, state, scope } = shares
  const set = splitSetOf(plan, at.set)
  const facts = factsOf(state, 'backup/begin', { set: at.set })
  if (set === undefined || facts === undefined || plan.backup.mode !== 'split') return undefined
  const { cards, qr } = plan.backup
  const deputy = set.holders.find(({ person }) => person === at.holder)?.deputy
  return {
    set: at.set,
    key: at.set,
    ...splitOf(facts, at.holder),
    fingerprintWords: firstWords(asString(facts.fingerprint, here('fingerprint'))),
    holder: at.holder,
    holderName: personName(plan, at.holder),
    deputyName: deputy === undefined ? null : personName(plan, deputy),
    of: set.holders.length,
    threshold: set.threshold,
    epoch: set.epoch,
    cards,
    qr,
    mayShow: true,
    read: scope.triesOf(at.set, at.holder) !== undefined,
  }
}

/** A card that its holder brings: it is read, and never shown. */
function recoveredView({ plan, scope }: Shares, { set: id, holder }: { readonly set: Id; readonly holder: Id }) {
  const set = recoverySetOf(plan, id)
  if (set === undefined) return undefined
  const record = recordOf(set)
  return {
    set: id,
    key: record.key.id,
    fingerprintWords: firstWords(fingerprintOf(record)),
    holder,
    holderName: personName(plan, holder),
    deputyName: null,
    number: record.shares.findIndex((share) => share.holder === holder) + 1,
    of: record.shares.length,
    threshold: record.threshold,
    epoch: record.epoch,
    setWords: [...setWords(record.set)],
    cards: 'either' as const,
    qr: true, // no record says whether its cards have a code: whoever has one may show it to the camera
    mayShow: false,
    read: scope.triesOf(id, holder) !== undefined,
  }
}

/**
 * The words of the card, for its holder's eyes. They are strings, which nobody can wipe (docs/threat-model.md).
 * @throws CeremonyError `ceremony/not-now`, `ceremony/not-you`, `ceremony/scope-gone`.
 */
export async function showCard(shares: Shares, asked: { readonly step: string; readonly by: Id }): Promise<ShownCard> {
  const at = atCard(shares, asked)
  mustShow(shareViewOf(shares))
  const words = await wordsOf(shares, at)
  shares.scope.shown(at.set, at.holder)
  return { words, qr: codeOf(shares, words) }
}

/** The card as its holder typed it. The bytes are overwritten. Counted, whatever came of it. */
export async function readCard(
  shares: Shares,
  asked: { readonly step: string; readonly by: Id; readonly words: Uint8Array },
): Promise<ShownFault | null> {
  try {
    const { set, holder } = atCard(shares, asked)
    const fault = await shares.scope.of(set).read({ holder, words: asked.words })
    shares.scope.typed(set, holder, fault === null)
    return fault === null ? null : shownFault(fault)
  } finally {
    asked.words.fill(0)
  }
}

/**
 * A card goes to a printer. That it did is on record with the card, whatever became of it.
 * @param print - lays it out and sends it.
 */
export async function printCardOf<T>(
  shares: Shares,
  asked: { readonly step: string; readonly by: Id; readonly printer: string },
  now: string,
  print: (sheet: CardSheet) => Promise<T>,
): Promise<T> {
  // It goes into the record as the page says it: CUPS takes 127 bytes, and shows no others.
  if (asked.printer.length > 127 || unseenCharacter(asked.printer) !== undefined)
    throw new CeremonyError('ceremony/not-now', { asked: 'share', reason: 'no printer is called that' })
  const sheet = await cardSheetOf(shares, asked, now)
  const { set, holder } = atCard(shares, asked)
  const failed = shares.scope.printing(set, holder, asked.printer)
  try {
    return await print(sheet)
  } catch (error) {
    failed()
    throw error
  }
}

/** The card for its print page; none where the plan has its cards copied by hand. */
async function cardSheetOf(
  shares: Shares,
  asked: { readonly step: string; readonly by: Id },
  now: string,
): Promise<CardSheet> {
  const at = atCard(shares, asked)
  const view = mustShow(shareViewOf(shares))
  if (view.cards === 'by-hand')
    throw new CeremonyError('ceremony/not-now', { asked: 'share', reason: 'the plan has its cards copied by hand' })
  const { key, fingerprintWords, holder, holderName, number, of, threshold, epoch, setWords: words } = view
  const head = { key, fingerprintWords, holder, holderName, number, of, threshold, epoch, setWords: words }
  const { plan, state } = shares
  const shown = await wordsOf(shares, at)
  return {
    ...head,
    organisation: plan.organisation,
    mode: state.opened?.mode ?? 'rehearsal',
    date: now.slice(0, 10),
    words: shown,
    qr: codeOf(shares, shown),
  }
}

/** What the code on the card holds, where the plan asks for one. */
const codeOf = ({ plan: { backup } }: Shares, words: readonly string[]): string | null =>
  backup.mode === 'split' && backup.qr ? digitsOfWords(words) : null

/** A card that was read back well is shown and printed no more. */
function mustShow(view: ShareView | undefined): ShareView {
  if (view?.mayShow !== true || view.read) throw notNow()
  return view
}

function atCard(shares: Shares, { step, by }: { readonly step: string; readonly by: Id }) {
  const at = cardStep(shares)
  if (at === undefined || at.step.id !== step) throw notNow()
  if (by !== at.holder) {
    const name = (id: Id) => personName(shares.plan, id)
    throw new CeremonyError('ceremony/not-you', { step, who: name(by), may: name(at.holder) })
  }
  return at
}

async function wordsOf(
  { scope }: Shares,
  { set, holder }: { readonly set: Id; readonly holder: Id },
): Promise<string[]> {
  const bytes = await scope.of(set).card({ holder })
  try {
    // A view, not a copy: `Buffer.from(bytes)` would leave one in Node's pool.
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8').split(' ')
  } finally {
    bytes.fill(0)
  }
}

/** The number of a card is its place among the cards of the set: where the polynomial was taken tells people nothing. */
function splitOf(facts: JsonObject, holder: Id): { readonly number: number; readonly setWords: string[] } {
  const at = here('cards')
  const cards = asArray(facts.cards, at).map((each) => asObject(each, at))
  return {
    number: cards.findIndex((each) => each.holder === holder) + 1,
    setWords: [...setWords(asInteger(facts.set, here('set'), 0))],
  }
}

const here = (path: string) => ({ what: 'the facts of backup/begin', path })

const notNow = () =>
  new CeremonyError('ceremony/not-now', { asked: 'share', reason: 'no card is shown or read at this step' })

// Holders of cards at a station without a window: what prepared answers cannot say, they do. Throw-away secrets only.

import type { Plan } from '../../core/formats/plan.ts'
import type { View } from '../../core/formats/view.ts'
import type { Move, Player } from '../../electron/cli/play.ts'
import type { PreparedSecrets } from '../../electron/cli/secrets-fd.ts'
import { rehearsalCards } from '../../electron/host/open-ceremony.ts'

type Step = NonNullable<View['step']>

/** The player of the answers, and beside it people who make cards and bring them, and set the PINs of a drill token a second time. */
export function withHolders(player: Player, { plan, secrets }: { plan: Plan; secrets: PreparedSecrets }): Player {
  return {
    next: (view) => (stands(view) ? (newBag(view) ?? holderMove(view, plan, secrets)) : undefined) ?? player.next(view),
  }
}

const stands = ({ status, reconcile, needsClock }: View): boolean =>
  status === 'running' && reconcile === null && !needsClock

/** A bag that was used for a void set is no new one: each has a number of its own, however often the act begins again. */
function newBag({ step, transcript }: View): Move | undefined {
  if (step?.kind !== 'enter' || !/^(?:backup|recovery)\./.test(step.id)) return undefined
  const values = Object.fromEntries(step.fields.map(({ id }) => [id, `C-${transcript.length}`]))
  return { call: 'ceremony.answer', args: { step: step.id, by: step.by[0]?.id ?? '', fits: true, values } }
}

function holderMove({ step }: View, plan: Plan, secrets: PreparedSecrets): Move | undefined {
  if (step === null || (step.irreversible?.missing.length ?? 0) > 0) return undefined
  const open = step.secrets.find(({ given }) => !given)
  if (open?.slot === 'share') return read(step, plan)
  if (open?.slot === 'factorySoPin' && step.id.startsWith('recovery.')) return soPinAgain(step, secrets)
  const begins = step.action === 'backup/begin' || step.action === 'recovery/begin'
  const holds = step.share !== null
  if (!begins && !holds) return undefined
  return { call: 'ceremony.perform', args: { step: step.id, by: step.by[0]?.id ?? '' } }
}

function read(step: Step, plan: Plan): Move {
  const by = step.share?.holder ?? ''
  const words = step.share?.mayShow === true ? undefined : rehearsalCards(plan)[by]
  return { call: 'share.read', args: { step: step.id, by, ...(words === undefined ? {} : { words }) } }
}

/** The drill token was initialised this morning: its SO PIN is the one that was set then. */
function soPinAgain(step: Step, secrets: PreparedSecrets): Move {
  const by = step.secrets.find(({ slot }) => slot === 'factorySoPin')?.by[0]?.id ?? ''
  const value = secrets.get(`so-pin/${step.token ?? ''}`) ?? new Uint8Array()
  return { call: 'ceremony.secret', args: { step: step.id, slot: 'factorySoPin', by, value } }
}

// Blank share cards, to be filled in by hand on the day: one page for each holder of a plan that lets cards be written.

import { type Plan, planDigest } from '../formats/plan.ts'
import type { Block, Sheet } from '../formats/sheet.ts'
import { isSplit } from '../plan/backup.ts'
import { personName } from '../plan/uses.ts'
import { frame, type Mode } from './frame.ts'

/**
 * @returns undefined where the plan has no card that may be written by hand.
 * @see docs/paper.md section 4
 */
export function cardSheet(plan: Plan, mode: Mode): Sheet | undefined {
  const { backup, organisation } = plan
  if (backup.mode !== 'split' || backup.cards === 'printed') return undefined
  const blocks = backup.sets.filter(isSplit).flatMap(({ key, holders, threshold, epoch }) =>
    holders.map(({ person }, index): Block => {
      const holderName = personName(plan, person)
      const head = { key, holderName, number: index + 1, of: holders.length, threshold, epoch }
      // What is known on the day only: lines to write on.
      return {
        kind: 'card',
        card: { organisation, mode, ...head, date: '', fingerprintWords: '', setWords: [], words: [] },
      }
    }),
  )
  if (blocks.length === 0) return undefined
  return frame(
    {
      sheet: 'card',
      title: 'Blank share cards',
      subtitle: `${plan.name}, version ${plan.version}`,
      mode,
      digestOf: 'the plan',
      digest: planDigest(plan),
      blocks,
    },
    plan,
  )
}

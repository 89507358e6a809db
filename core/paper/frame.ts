// What all sheets share: the frame with its words, the list of participants, words and lines as blocks.

import { personOf } from '../ceremony/view.ts'
import type { Id, Plan } from '../formats/plan.ts'
import type { Block, BlockOf, Sheet } from '../formats/sheet.ts'
import { personName } from '../plan/uses.ts'
import { wordsOfDigest } from '../transcript/words.ts'
import { visibleIn } from './visible.ts'

export type Mode = Sheet['mode']

/**
 * Close a sheet: the words of its digest, the rules set aside, and every text made visible (PAPER-TEXT).
 * @param sheet.digest - SHA-256, 64 hex digits, of what `digestOf` names.
 */
export function frame(sheet: Omit<Sheet, 'words' | 'notices'>, plan: Plan): Sheet {
  return visibleIn({ ...sheet, notices: noticesOf(plan), words: [...wordsOfDigest(sheet.digest)] })
}

const maxNotices = 3

/** A rule that is set aside stands on every page; beyond three, how many more page 1 of the plan names. */
function noticesOf(plan: Plan): string[] {
  const named = plan.exceptions.slice(0, maxNotices).map(({ rule, subject }) => `${rule} set aside for ${subject}`)
  const more = plan.exceptions.length - named.length
  return more > 0 ? [...named, `and ${more} more: see the plan`] : named
}

/** All words of a digest, as a block with boxes to tick. */
export const wordsBlock = (label: string, digest: string): Block => ({
  kind: 'words',
  label,
  words: [...wordsOfDigest(digest)],
  hex: digest,
})

export const heading = (level: 1 | 2 | 3, text: string): Block => ({ kind: 'heading', level, text })
export const paragraph = (text: string): Block => ({ kind: 'paragraph', text })
export const strong = (text: string): Block => ({ kind: 'paragraph', text, strong: true })

/** Names and values; a pair without a value is left out. */
export const facts = (pairs: readonly (readonly [name: string, value: string])[]): Block => ({
  kind: 'facts',
  rows: pairs.filter(([, value]) => value !== '').map(([name, value]) => ({ name, value })),
})

export type Column = BlockOf<'table'>['columns'][number]

export const table = (
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): BlockOf<'table'> => ({ kind: 'table', caption, columns: [...columns], rows: rows.map((row) => [...row]) })

/** Title, printed name and room to sign: signed by each participant, on the first page of the script and at the end. */
export function participants(plan: Plan, caption: string): Block {
  return table(
    caption,
    [
      { title: 'Title', width: 19 },
      { title: 'Printed name', width: 21 },
      { title: 'Signature', width: 25, blank: true },
      { title: 'Date', width: 13, blank: true },
      { title: 'Time', width: 11, blank: true },
      { title: 'Zone', width: 11, blank: true },
    ],
    plan.people.map((person) => {
      const name = person.organisation === undefined ? person.name : `${person.name}, ${person.organisation}`
      return [capital(personOf(plan, person.id).roles.join(', ')), name, '', '', '', '']
    }),
  )
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Names of people of whom one acts: `A`, `A or B`, `A, B or C`; everybody is "any participant". */
export function oneOf(plan: Plan, ids: readonly Id[]): string {
  if (ids.length > 1 && ids.length === plan.people.length) return 'any participant'
  const names = ids.map((id) => personName(plan, id))
  const last = names.at(-1) ?? 'nobody'
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`
}

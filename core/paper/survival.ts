// The survival table as real tables: every answer a word, every bad one marked, so nobody needs colour or a legend.

import type { TufRole } from '../formats/plan.ts'
import type { Block } from '../formats/sheet.ts'
import { fewestWords, survivalSections } from '../plan/print-survival.ts'
import type { SurvivalGroup, SurvivalTable } from '../plan/survival.ts'
import { type Column, heading, paragraph, table } from './frame.ts'

const nameWidth = 20

/** One table for people, tokens, sites and outside holders, for each group of repositories that survive alike. */
export function survivalBlocks(survival: SurvivalTable): readonly Block[] {
  const notes = survival.rows.flatMap((row) => row.notes)
  return [
    heading(2, 'Survival: what if one is lost, or turns against us'),
    paragraph('Each line is that one thing alone. “!” marks every answer that hurts.'),
    paragraph('Who can sign a new root names new keys for every other role: so mends it, or so forges it.'),
    ...survival.groups.flatMap((group, index) => groupBlocks(survival, group, index)),
    heading(3, 'Cards'),
    ...survival.cards.map(paragraph),
    ...(notes.length === 0 ? [] : [heading(3, 'Notes'), { kind: 'list', tick: false, items: notes } as const]),
  ]
}

function groupBlocks(survival: SurvivalTable, group: SurvivalGroup, index: number): readonly Block[] {
  const roles = group.roles.map(({ role }) => role)
  return [
    heading(3, groupTitle(group.repositories)),
    ...survivalSections.flatMap((section) => {
      const rows = survival.rows.filter(({ kind }) => kind === section.kind)
      if (rows.length === 0) return []
      const columns = [
        { title: sentence(section.title), width: nameWidth },
        ...half(`${section.lost} can we still sign?`, roles),
        ...half(`${section.turned} can someone forge?`, roles),
      ]
      const cells = rows.map((row) => {
        const verdicts = row.verdicts[index] ?? []
        return [
          row.kind === 'outsider' ? row.name : `${row.name} (${row.id})`,
          ...verdicts.map(({ sign }) => (sign ? 'YES' : 'NO !')),
          ...verdicts.map(({ forge }) => (forge ? 'YES !' : 'NO')),
        ]
      })
      return [table(`${sentence(section.title)}: lost, or turned`, columns, cells)]
    }),
    table(
      'The fewest tokens or outside holders',
      [
        { title: 'Role', width: 14 },
        { title: 'Keys that sign', width: 16 },
        { title: 'Losing these stops us', width: 35 },
        { title: 'Stealing these, with their PINs, forges', width: 35 },
      ],
      group.roles.map(({ role, threshold, keys, stops, forges }) => [
        role,
        `${threshold} of ${keys.length}`,
        fewestWords(stops),
        fewestWords(forges),
      ]),
    ),
  ]
}

const maxNames = 4

/** A few names, or how many there are with the first and the last. */
function groupTitle(names: readonly string[]): string {
  if (names.length === 1) return `Repository ${names.join('')}`
  if (names.length <= maxNames) return `Repositories ${names.join(', ')}`
  return `${names.length} repositories, ${names.at(0)} to ${names.at(-1)}`
}

const half = (group: string, roles: readonly TufRole[]): readonly Column[] =>
  roles.map((role) => ({ title: role, width: (100 - nameWidth) / (2 * roles.length), group }))

/** `OUTSIDE HOLDER` as it stands in running text. */
const sentence = (title: string): string => title.charAt(0) + title.slice(1).toLowerCase()

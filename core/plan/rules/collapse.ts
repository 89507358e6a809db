// BACKUP-COLLAPSE: the backups of root keys are not in the hands of so few that they could sign a root with them.

import type { Plan, PlannedRepository } from '../../formats/plan.ts'
import { handsOf, splitSets } from '../backup.ts'
import { type CardSet, type Collapse, findCollapse } from '../collapse.ts'
import { type Finding, planRule } from '../rule.ts'
import { personName } from '../uses.ts'
import { setAside } from '../waivable.ts'

type Backed = Pick<Plan, 'backup'>

/**
 * BACKUP-COLLAPSE: no k people may be able to fill a quorum in T sets whose keys are T root keys of a T-of-N root, k being the largest
 * threshold of these sets; deputies count like holders. It may be set aside for a repository. Not judged: a root of which one key
 * signs (PLAN-THRESHOLD warns of it), sets of a maker's tool, and who holds tokens besides. Not caught: people who do not stand in the plan but know
 * where cards lie.
 */
export const collapseRule = planRule(
  'BACKUP-COLLAPSE',
  ['people', 'repositories', 'backup', 'exceptions'],
  (plan): readonly Finding[] => {
    const judged = new Map<string, Collapse | 'too-entangled' | undefined>()
    const said = new Set<string>()
    return plan.repositories.flatMap((repository): readonly Finding[] => {
      if (setAside(plan, 'BACKUP-COLLAPSE', repository.name) !== undefined) return []
      const form = rootForm(repository)
      if (said.has(form)) return [] // repositories with the same root collapse alike
      if (!judged.has(form)) judged.set(form, collapseOf(plan, repository))
      const found = judged.get(form)
      if (found === undefined) return []
      said.add(form)
      return [finding(plan, repository, found)]
    })
  },
)

/** Who could open enough root keys of a repository with cards alone. */
export function collapseOf(plan: Backed, repository: PlannedRepository): Collapse | 'too-entangled' | undefined {
  const { keys, threshold } = repository.roles.root
  return threshold < 2 ? undefined : findCollapse(cardSets(plan, new Set(keys)), threshold)
}

/** Sets at which somebody stands twice, or which one card opens, are BACKUP-QUORUM's to refuse. */
const cardSets = (plan: Backed, keys: ReadonlySet<string>): readonly CardSet[] =>
  splitSets(plan)
    .filter(({ key }, at, all) => keys.has(key) && all.findIndex((set) => set.key === key) === at)
    .map(({ key, threshold, holders }) => ({ key, threshold, cards: holders.map(handsOf) }))
    .filter(({ cards, threshold }) => new Set(cards.flat()).size === cards.flat().length && threshold > 1)

const rootForm = ({ roles }: PlannedRepository): string =>
  JSON.stringify([[...new Set(roles.root.keys)].sort(), roles.root.threshold])

function finding(
  plan: Pick<Plan, 'people' | 'backup'>,
  { name, roles }: PlannedRepository,
  found: Collapse | 'too-entangled',
): Finding {
  const exception = `add an exception: rule BACKUP-COLLAPSE, subject ${name}, with its reason`
  if (found === 'too-entangled') {
    const problem = `the cards of the root keys of ${name} lie with so many of the same people that it cannot be shown who opens how many`
    return { path: 'backup.sets', problem, fix: `Share fewer people between the sets, or ${exception}.` }
  }
  const at = plan.backup.mode === 'none' ? -1 : plan.backup.sets.findIndex(({ key }) => key === found.keys[0])
  const who = found.people.map((id) => personName(plan, id)).join(', ')
  const problem = `with their cards ${who} open ${found.keys.join(', ')}: as many root keys of ${name} as sign its root (${roles.root.threshold})`
  const fix = `Share fewer people between these sets, deputies counted; back up fewer root keys; or ${exception}.`
  return { path: `backup.sets[${at}].holders`, problem, fix }
}

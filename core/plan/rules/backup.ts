// Rules about the backup: BACKUP-QUORUM, BACKUP-SETS, BACKUP-PROOF, BACKUP-SOFTWARE. BACKUP-COLLAPSE has a file of its own.

import type { Id, Plan } from '../../formats/plan.ts'
import type { BackupSet, SplitSet } from '../../formats/plan-backup.ts'
import { backupSets, handsOf, isSplit } from '../backup.ts'
import { type Finding, planRule } from '../rule.ts'
import { personName, siteName } from '../uses.ts'
import { setAside } from '../waivable.ts'

type Backed = { readonly backup: Plan['backup'] }

/** Findings over each set, with the path of the set. */
const each = (plan: Backed, judge: (set: BackupSet, path: string) => readonly Finding[]): readonly Finding[] =>
  backupSets(plan).flatMap((set, index) => judge(set, `backup.sets[${index}]`))

const eachSplit = (plan: Backed, judge: (set: SplitSet, path: string) => readonly Finding[]): readonly Finding[] =>
  each(plan, (set, path) => (isSplit(set) ? judge(set, path) : []))

/**
 * BACKUP-QUORUM: 2 <= threshold < cards, so that no card alone opens a backup and no lost card ends it; nobody has two cards of one
 * set in hands, deputies included; holders and deputies have the role shareHolder. Not caught: one person under two names.
 */
export const quorumRule = planRule('BACKUP-QUORUM', ['people', 'backup'], (plan) =>
  eachSplit(plan, (set, path) => [...thresholdProblems(set, path), ...handProblems(plan, set, path)]),
)

function thresholdProblems({ threshold, holders }: SplitSet, path: string): readonly Finding[] {
  const cards = holders.length
  if (threshold < 2) {
    const problem = 'one card alone would open the backup'
    return [{ path: `${path}.threshold`, problem, fix: 'Write a threshold of 2 or more.' }]
  }
  if (threshold < cards) return []
  const problem = `${threshold} cards are needed and there ${cards === 1 ? 'is 1' : `are ${cards}`}: one lost card ends the backup`
  return [
    { path: `${path}.threshold`, problem, fix: `Name at least ${threshold + 1} holders, or lower the threshold.` },
  ]
}

function handProblems(plan: Pick<Plan, 'people'>, { holders }: SplitSet, path: string): readonly Finding[] {
  const first = new Map<Id, string>()
  return holders.flatMap((holder, index) =>
    handsOf(holder).flatMap((id, at): readonly Finding[] => {
      const here = `${path}.holders[${index}].${at === 0 ? 'person' : 'deputy'}`
      const findings: Finding[] = []
      const before = first.get(id)
      if (before === undefined) first.set(id, here)
      else {
        const problem = `${personName(plan, id)} would have two cards of this set in hands (${before})`
        findings.push({ path: here, problem, fix: 'Name another person: nobody is at two cards of one set.' })
      }
      const person = plan.people.find((candidate) => candidate.id === id)
      if (person !== undefined && !person.roles.includes('shareHolder')) {
        const problem = `${person.name} would have a card but is no shareHolder (${person.roles.join(', ')})`
        findings.push({ path: here, problem, fix: 'Give the person the role shareHolder, or name another.' })
      }
      return findings
    }),
  )
}

/**
 * BACKUP-SETS: one set a key; the key is on a token of this plan; copies of the blob go to at least one site, each once. Warns of a
 * site that keeps a copy and enough cards to open it: who burgles it has the key.
 */
export const setsRule = planRule('BACKUP-SETS', ['sites', 'keys', 'backup'], (plan) => {
  const first = new Map<Id, string>()
  return each(plan, (set, path) => {
    const findings: Finding[] = []
    const before = first.get(set.key)
    if (before === undefined) first.set(set.key, path)
    else {
      const problem = `the key "${set.key}" is backed up already by ${before}`
      findings.push({ path: `${path}.key`, problem, fix: 'Back a key up once; split it anew in another ceremony.' })
    }
    const key = plan.keys.find(({ id }) => id === set.key)
    if (key !== undefined && !('token' in key)) {
      const problem = `the key "${set.key}" is brought in, so there is nothing here to back up`
      findings.push({ path: `${path}.key`, problem, fix: 'Back up keys that are on tokens of this plan.' })
    }
    return isSplit(set) ? [...findings, ...copyProblems(plan, set, path)] : findings
  })
})

function copyProblems(plan: Pick<Plan, 'sites'>, set: SplitSet, path: string): readonly Finding[] {
  const { copies, holders, threshold } = set
  if (copies.length === 0) {
    const problem = 'no copy of the blob is kept anywhere, so the cards open nothing'
    return [{ path: `${path}.copies`, problem, fix: 'Name one site or more; two are better.' }]
  }
  return copies.flatMap((site, index): readonly Finding[] => {
    const here = `${path}.copies[${index}]`
    if (copies.indexOf(site) < index)
      return [{ path: here, problem: `the site "${site}" stands twice`, fix: 'Name each site once.' }]
    const cards = holders.filter((holder) => holder.site === site).length
    if (cards < threshold) return []
    const problem = `${siteName(plan, site)} keeps a copy and ${cards} cards, of which ${threshold} open it`
    return [{ warning: true, path: here, problem, fix: 'Keep cards and copies at different sites.' }]
  })
}

/**
 * BACKUP-PROOF: the token into which the blob is restored is another one than the key's own, and no key of the plan is on it: what
 * signs there can only be what was restored.
 */
export const proofRule = planRule('BACKUP-PROOF', ['keys', 'backup'], ({ keys, backup }) =>
  eachSplit({ backup }, (set, path): readonly Finding[] => {
    const on = keys.filter((key) => 'token' in key && key.token === set.proof).map(({ id }) => id)
    if (on.length === 0) return []
    const problem = on.includes(set.key)
      ? `"${set.proof}" is the token of the key "${set.key}" itself, which proves nothing`
      : `the token "${set.proof}" has the key "${on.join(', ')}" on it`
    return [{ path: `${path}.proof`, problem, fix: 'Name a token of its own for the proof, with no key of this plan.' }]
  }),
)

/** BACKUP-SOFTWARE: a key that is made in software and imported needs an exception that names it: it existed outside a token. */
export const softwareRule = planRule('BACKUP-SOFTWARE', ['backup', 'exceptions'], (plan) =>
  eachSplit(plan, (set, path): readonly Finding[] => {
    if (set.mode !== 'imported' || setAside(plan, 'BACKUP-SOFTWARE', set.key) !== undefined) return []
    const problem = `the key "${set.key}" would exist in software before it is in its token`
    const fix =
      'Use a token that can wrap (mode wrapped), or add an exception: rule BACKUP-SOFTWARE, subject the key, with its reason.'
    return [{ path: `${path}.mode`, problem, fix }]
  }),
)

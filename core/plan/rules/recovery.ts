// Rules about recovery: PLAN-REPOSITORIES, PLAN-RECOVERY, RECOVERY-RECORD, RECOVERY-QUORUM, RECOVERY-TOKEN.

import type { BackupRecord } from '../../backup/record.ts'
import { isCeremonyError, wordsOf } from '../../errors.ts'
import type { Plan } from '../../formats/plan.ts'
import type { PlannedRecovery, RecoverySet } from '../../formats/plan-recovery.ts'
import { isRealMoment } from '../../formats/yaml-forms.ts'
import { checkPublicKey } from '../../token/public-key.ts'
import { recordOf } from '../recovery.ts'
import { type Finding, planRule } from '../rule.ts'
import { personName } from '../uses.ts'

/** PLAN-REPOSITORIES: a script that signs roots has a repository or more, one that does not has none. */
export const repositoriesRule = planRule('PLAN-REPOSITORIES', ['repositories'], ({ repositories }, script) => {
  const path = 'repositories'
  if (script.repositories === 'some' && repositories.length === 0)
    return [{ path, problem: 'the script signs roots, and there is no repository', fix: 'Add a repository or more.' }]
  if (script.repositories === 'none' && repositories.length > 0)
    return [
      { path, problem: 'the script signs no root, so no repository has a place', fix: 'Write "repositories: []".' },
    ]
  return []
})

/**
 * PLAN-RECOVERY: the section stands where the script recovers, and nowhere else; a restore is always full; a drill says when people
 * were called out, a moment not after its days.
 */
export const recoveryRule = planRule(
  'PLAN-RECOVERY',
  ['schedule'],
  ({ recovery, schedule }, script): readonly Finding[] => {
    const path = 'recovery'
    if (script.recovery === undefined) return []
    if (script.recovery === 'none') {
      const problem = 'the script recovers nothing'
      return recovery === undefined
        ? []
        : [{ path, problem, fix: 'Take the section out, or name the script that does.' }]
    }
    if (recovery === undefined) {
      const problem = 'the script recovers, and the plan does not say what'
      return [
        { path, problem, fix: 'Add the section "recovery" with level and sets (docs/formats/plan.md section 10).' },
      ]
    }
    if (script.recovery === 'drill') return calledProblems(recovery, schedule.standby)
    if (recovery.level === 'full') return []
    return [
      { path: 'recovery.level', problem: `a restore is not done to the level "${recovery.level}"`, fix: 'Write full.' },
    ]
  },
)

function calledProblems({ called }: PlannedRecovery, standby: string): readonly Finding[] {
  const path = 'recovery.called'
  const fix = 'Write when people were called out: YYYY-MM-DDTHH:MM:SSZ, in UTC.'
  if (called === undefined) return [{ path: 'recovery', problem: 'a drill counts the minutes from the call-out', fix }]
  if (!isRealMoment(called)) return [{ path, problem: `"${called}" is not a moment`, fix }]
  if (called.slice(0, 10) <= standby) return []
  return [{ path, problem: `${called} is after the drill (standby ${standby})`, fix }]
}

/** The sets whose record reads, each with its path. */
const each = (
  recovery: Plan['recovery'],
  judge: (set: RecoverySet, record: BackupRecord, path: string) => readonly Finding[],
): readonly Finding[] =>
  (recovery?.sets ?? []).flatMap((set, index) => {
    const record = readRecord(set)
    return typeof record === 'string' ? [] : judge(set, record, `recovery.sets[${index}]`)
  })

/** The record, or what is wrong with it. */
function readRecord(set: RecoverySet): BackupRecord | string {
  try {
    return recordOf(set)
  } catch (error) {
    if (isCeremonyError(error)) return wordsOf(error).happened
    throw error
  }
}

/** KEY-VALID of the key in the record: what is restored is held against it. */
function badKey({ key }: BackupRecord): string | undefined {
  try {
    checkPublicKey(new Uint8Array(Buffer.from(key.spki, 'base64')), key.algorithm)
    return undefined
  } catch (error) {
    if (!isCeremonyError(error, 'token/bad-public-key')) throw error
    return `its key is no good ${key.algorithm} key: ${error.detail.reason}`
  }
}

/**
 * RECOVERY-RECORD: each set brings a public record as the station writes it, with a public key of the algorithm that it names, of the key by whose id it is
 * called; no key twice. Not caught: a record of another backup of that key; the set and epoch on the cards tell.
 */
export const recordRule = planRule('RECOVERY-RECORD', ['recovery'], ({ recovery }) => {
  const first = new Set<string>()
  return (recovery?.sets ?? []).flatMap((set, index): readonly Finding[] => {
    const path = `recovery.sets[${index}]`
    const again = first.has(set.id)
    first.add(set.id)
    if (again)
      return [{ path: `${path}.id`, problem: `the set "${set.id}" stands already`, fix: 'Name each key once.' }]
    const record = readRecord(set)
    const fix = 'Copy the record whole from the bag of the ceremony that made the backup.'
    if (typeof record === 'string') return [{ path: `${path}.record`, problem: record.replace(/\.$/, ''), fix }]
    const bad = badKey(record)
    if (bad !== undefined) return [{ path: `${path}.record`, problem: bad, fix }]
    if (record.key.id === set.id) return []
    return [
      {
        path: `${path}.id`,
        problem: `the record is of the key "${record.key.id}"`,
        fix: `Call the set ${record.key.id}.`,
      },
    ]
  })
})

/**
 * RECOVERY-QUORUM: cards are read of holders whom the record knows, who are in the plan as shareHolder, each once; and beyond the
 * level `card` enough of them. Warns of a drill that one missing card would end.
 */
export const recoveryQuorumRule = planRule('RECOVERY-QUORUM', ['people', 'recovery'], ({ people, recovery }, script) =>
  each(recovery, (set, record, path) => {
    const holders = record.shares.map(({ holder }) => holder)
    const findings = set.read.flatMap((id, at): readonly Finding[] => {
      const here = `${path}.read[${at}]`
      const name = personName({ people }, id)
      if (set.read.indexOf(id) < at)
        return [{ path: here, problem: `${name} stands twice`, fix: 'Name each holder once.' }]
      if (!holders.includes(id)) {
        const problem = `the record has no card of "${id}"`
        return [{ path: here, problem, fix: `It has cards of: ${holders.join(', ')}.` }]
      }
      const person = people.find((candidate) => candidate.id === id)
      if (person === undefined || person.roles.includes('shareHolder')) return []
      const problem = `${name} brings a card but is no shareHolder (${person.roles.join(', ')})`
      return [{ path: here, problem, fix: 'Give the person the role shareHolder.' }]
    })
    return findings.length > 0 || recovery?.level === 'card' ? findings : enough(set, record, path, script.recovery)
  }),
)

function enough(
  set: RecoverySet,
  { threshold, shares }: BackupRecord,
  path: string,
  script: string | undefined,
): readonly Finding[] {
  const here = { path: `${path}.read` }
  const listed = set.read.length
  if (listed < threshold) {
    const problem = `${listed} cards are to be read, and ${threshold} of ${shares.length} are needed`
    return [{ ...here, problem, fix: `Name at least ${threshold} holders, or the level card.` }]
  }
  if (script !== 'drill' || listed > threshold) return []
  const problem = `just ${threshold} cards are to be read: the surprise of a drill would end it`
  return [{ ...here, warning: true, problem, fix: 'Name one holder more.' }]
}

/**
 * RECOVERY-TOKEN: what is restored goes into a token of this plan with no other key of the plan on it, held by a crypto officer, and erased
 * and initialised before, so that nothing else is on it; in a restore one for each key, or two root keys would lie on one token.
 */
export const recoveryTokenRule = planRule(
  'RECOVERY-TOKEN',
  ['people', 'tokens', 'keys', 'recovery'],
  (plan, script) => {
    const used = new Map<string, string>()
    return (plan.recovery?.sets ?? []).flatMap((set, index): readonly Finding[] => {
      const path = `recovery.sets[${index}]`
      if (plan.recovery?.level !== 'full') return needless(set, path)
      if (set.into === undefined || set.label === undefined) {
        const what = set.into === undefined ? 'into' : 'label'
        return [{ path, problem: `the field "${what}" is missing: the key is restored`, fix: `Add "${what}: ...".` }]
      }
      const before = used.get(set.into)
      used.set(set.into, set.id)
      const token = plan.tokens.find(({ id }) => id === set.into)
      const on = plan.keys.find((key) => 'token' in key && key.token === set.into)
      const holder = plan.people.find(({ id }) => id === token?.holder)
      const here = `${path}.into`
      if (on !== undefined) {
        const problem = `the token "${set.into}" has the key "${on.id}" on it`
        return [{ path: here, problem, fix: 'Name a token with no key of this plan.' }]
      }
      if (token?.initialise === false) {
        const problem = `the token "${set.into}" is not erased before, so other keys may be on it`
        return [
          { path: here, problem, fix: 'Write "initialise: true" at the token: what is restored lies alone on it.' },
        ]
      }
      if (script.recovery === 'restore' && before !== undefined) {
        const problem = `"${before}" is restored into the token "${set.into}" already`
        return [{ path: here, problem, fix: 'Name a token for each key.' }]
      }
      if (holder === undefined || holder.roles.includes('cryptoOfficer')) return []
      const problem = `${holder.name} holds the token "${set.into}" but is no cryptoOfficer (${holder.roles.join(', ')})`
      return [{ path: here, problem, fix: 'Let a crypto officer hold it.' }]
    })
  },
)

const needless = (set: RecoverySet, path: string): readonly Finding[] =>
  (['into', 'label'] as const)
    .filter((name) => set[name] !== undefined)
    .map((name) => ({
      path: `${path}.${name}`,
      problem: 'nothing is restored at this level',
      fix: 'Take it out, or write level full.',
    }))

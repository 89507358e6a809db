// The plan on paper, as plain text: what is approved is what stands here, all of it.

import type { Plan, PlanException, PlannedKey, PlannedRepository, PlannedToken } from '../formats/plan.ts'
import { backupFacts } from './backup-facts.ts'
import { hanging, pageColumns, tableLines } from './layout.ts'
import { printSurvival } from './print-survival.ts'
import { survivalTable } from './survival.ts'
import { personName, rolesOf } from './uses.ts'
import { waivableRules } from './waivable.ts'

/**
 * Print a plan, at most 100 columns. Exceptions come before everything they weaken.
 * @param digestHex - `planDigest(plan)`.
 * @param digestWords - the same as words (`wordsOfDigest`), one a byte, in their order.
 */
export function printPlan(plan: Plan, digestHex: string, digestWords: readonly string[]): string[] {
  return [
    rule('='),
    ...hanging('PLAN  ', `${plan.name}, version ${plan.version}`),
    rule('='),
    ...header(plan),
    ...digest(digestHex, digestWords),
    ...exceptions(plan),
    ...approvals(plan),
    ...section('PEOPLE', people(plan)),
    ...section(
      'TOKENS',
      plan.tokens.flatMap((token) => tokenLines(plan, token)),
    ),
    ...section('KEYS', plan.keys.flatMap(keyLines)),
    ...section(
      'REPOSITORIES',
      plan.repositories.flatMap((repository) => repositoryLines(plan, repository)),
    ),
    ...section(
      'SEAL OF THE TRANSCRIPT',
      facts([
        [
          'keys',
          `${plan.seal.threshold} of ${plan.seal.keys.length}: ${plan.seal.keys.map((key) => keyHolder(plan, key)).join(', ')}`,
        ],
      ]),
    ),
    ...section('BACKUP', facts(backupFacts(plan))),
    '',
    rule('='),
    ...printSurvival(survivalTable(plan)),
    ...section(
      'MATERIALS',
      plan.materials.flatMap((material) => hanging('  [ ] ', material)),
    ),
  ]
}

/** A serial as it is read aloud: groups of four. */
export const groupsOfFour = (serial: string): string => serial.match(/.{1,4}/gu)?.join(' ') ?? serial

const rule = (character: string): string => character.repeat(pageColumns)

const section = (title: string, lines: readonly string[]): readonly string[] => ['', rule('-'), title, ...lines]

const facts = (pairs: readonly (readonly [string, string])[]): readonly string[] =>
  pairs.flatMap(([name, value]) => hanging(`  ${name.padEnd(18)}  `, value))

function header(plan: Plan): readonly string[] {
  const { schedule, policy, previous } = plan
  return facts([
    ['organisation', plan.organisation],
    ['ceremony', plan.ceremony],
    ['purpose', plan.purpose],
    ['day', `${schedule.date}, standby ${schedule.standby} (${schedule.timeZone})`],
    ['place', schedule.place],
    ['policy', `${policy.document}, version ${policy.version}`],
    ...policy.sections.map((each) => ['', each] as const),
    ['follows', previous === null ? 'no earlier ceremony' : `${previous.ceremony}, transcript head ${previous.head}`],
  ])
}

function digest(digestHex: string, words: readonly string[]): readonly string[] {
  const lines: string[] = []
  for (let at = 0; at < words.length; at += 4) {
    const four = words.slice(at, at + 4).map((word) => `[ ] ${word.padEnd(12)}`)
    lines.push(`  ${String(at / 4 + 1).padStart(2)}  ${four.join('  ')}`.trimEnd())
  }
  return section('PLAN DIGEST: read aloud, tick each word', [...lines, ...hanging('      SHA-256 ', digestHex)])
}

function exceptions(plan: Plan): readonly string[] {
  if (plan.exceptions.length === 0) return section('EXCEPTIONS', ['  None. No rule is set aside.'])
  const lines = plan.exceptions.flatMap((exception) => [
    ...hanging('  !! ', exceptionSentence(exception)),
    ...hanging('     reason       ', exception.reason),
    ...hanging('     approved by  ', exception.approvedBy),
  ])
  return section(
    `EXCEPTIONS: ${plan.exceptions.length} ${plan.exceptions.length === 1 ? 'RULE IS' : 'RULES ARE'} SET ASIDE`,
    lines,
  )
}

/** What a rule that is set aside allows, in one sentence. */
export function exceptionSentence({ rule: id, subject }: PlanException): string {
  const allows = waivableRules.find((waivable) => waivable.id === id)?.allows ?? 'what this rule refuses'
  return `${id} is set aside for ${subject}. This allows ${allows}.`
}

function approvals(plan: Plan): readonly string[] {
  const rows = plan.approvals.map(({ by, title, date, reference }) => [by, title, date, reference])
  return section('APPROVED BY', tableLines([26, 34, 10, 20], ['name', 'title', 'day', 'reference'], rows))
}

function people(plan: Plan): readonly string[] {
  const rows = plan.people.map((person) => [
    person.name,
    person.id,
    person.roles.join(', '),
    person.organisation ?? plan.organisation,
  ])
  return tableLines([28, 14, 28, 22], ['name', 'id', 'roles', 'organisation'], rows)
}

function tokenLines(plan: Plan, token: PlannedToken): readonly string[] {
  const site = plan.sites.find(({ id }) => id === token.site)?.name ?? token.site
  return [
    ...hanging('  ', `${token.id}: serial ${groupsOfFour(token.serial)}`),
    ...facts([
      ['  label', token.label],
      ['  holder', personName(plan, token.holder)],
      ['  SO PIN by', personName(plan, token.securityOfficer)],
      ['  bag', token.bag ?? 'none'],
      ['  kept at', site],
      ['  in this ceremony', token.initialise ? 'erased and initialised' : 'used as it is'],
      ['  module', token.module],
    ]),
  ]
}

function keyLines(key: PlannedKey): readonly string[] {
  if ('token' in key) return hanging('  ', `${key.id}: ${key.algorithm}, made on the token ${key.token}`)
  return [
    ...hanging('  ', `${key.id}: ${key.algorithm}, brought in as a public key, held by ${key.heldBy}`),
    ...key.publicKey
      .trimEnd()
      .split('\n')
      .map((line) => `      ${line}`),
  ]
}

function repositoryLines(plan: Plan, repository: PlannedRepository): readonly string[] {
  const { buildsOn } = repository
  const rows = rolesOf(repository).map(({ role, holds }) => [
    role,
    `${holds.threshold} of ${holds.keys.length}`,
    holds.keys.map((key) => keyHolder(plan, key)).join(', '),
  ])
  return [
    ...hanging('  ', repository.name),
    ...facts([
      ['  form', repository.dialect],
      ['  root version', String(repository.version)],
      [
        '  builds on',
        buildsOn === null ? 'nothing: first root' : `version ${buildsOn.version}, SHA-256 ${buildsOn.sha256}`,
      ],
      ['  expires', repository.expires],
      ['  snapshots', repository.consistentSnapshot ? 'consistent' : 'not consistent'],
    ]),
    ...tableLines([12, 10, 70], ['role', 'threshold', 'keys'], rows),
  ]
}

/** `root-a (Bruno Keller)`: names before numbers. */
export function keyHolder(plan: Plan, id: string): string {
  const key = plan.keys.find((candidate) => candidate.id === id)
  if (key === undefined) return id
  if ('heldBy' in key) return `${id} (${key.heldBy})`
  const holder = plan.tokens.find((token) => token.id === key.token)?.holder
  return holder === undefined ? id : `${id} (${personName(plan, holder)})`
}

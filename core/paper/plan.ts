// The plan on paper: all that is approved, exceptions before what they weaken, the survival table at the end.

import { chunkName, chunksOf, repositoriesOf } from '../ceremony/chunks.ts'
import { roleName } from '../ceremony/collections.ts'
import type { Plan, PlannedKey, PlannedRepository } from '../formats/plan.ts'
import type { Block, Sheet } from '../formats/sheet.ts'
import { backupFacts } from '../plan/backup-facts.ts'
import { exceptionSentence, groupsOfFour, keyHolder } from '../plan/print.ts'
import { survivalTable } from '../plan/survival.ts'
import { personName, rolesOf } from '../plan/uses.ts'
import { facts, frame, heading, type Mode, paragraph, strong, table, wordsBlock } from './frame.ts'
import { survivalBlocks } from './survival.ts'

/**
 * Lay out a plan.
 * @param digest - `planDigest(plan)`: 64 hex digits.
 * @see docs/paper.md section 1
 */
export function planSheet(plan: Plan, digest: string, mode: Mode): Sheet {
  return frame(
    {
      sheet: 'plan',
      title: `Plan: ${plan.name}, version ${plan.version}`,
      subtitle: `${plan.organisation} · ${plan.ceremony}`,
      mode,
      digestOf: 'this plan',
      digest,
      blocks: [
        header(plan),
        wordsBlock('Digest of this plan: tick each word when it is read aloud', digest),
        ...exceptions(plan),
        approvals(plan),
        people(plan),
        ...tokens(plan),
        ...keys(plan),
        ...repositories(plan),
        heading(2, 'Seal and backup'),
        facts([
          ['Seal', `${plan.seal.threshold} of ${plan.seal.keys.length}: ${holders(plan, plan.seal.keys)}`],
          ...backupFacts(plan).map(([name, value]) => [named[name] ?? name, value] as const),
        ]),
        ...survivalBlocks(survivalTable(plan)),
        heading(2, 'Materials'),
        { kind: 'list', tick: true, items: [...plan.materials] },
      ],
    },
    plan,
  )
}

const named: { readonly [name: string]: string } = { mode: 'Backup', reason: 'Reason', cards: 'Cards' }

function header(plan: Plan): Block {
  const { schedule, policy, previous } = plan
  return facts([
    ['Purpose', plan.purpose],
    ['Day', `${schedule.date}, standby ${schedule.standby} (${schedule.timeZone})`],
    ['Place', schedule.place],
    ['Policy', `${policy.document}, version ${policy.version}: ${policy.sections.join('; ')}`],
    ['Follows', previous === null ? 'no earlier ceremony' : `${previous.ceremony}, transcript head ${previous.head}`],
  ])
}

function exceptions(plan: Plan): readonly Block[] {
  if (plan.exceptions.length === 0) return [heading(2, 'Exceptions'), paragraph('None. No rule is set aside.')]
  return [
    heading(
      2,
      `Exceptions: ${plan.exceptions.length} ${plan.exceptions.length === 1 ? 'rule is' : 'rules are'} set aside`,
    ),
    ...plan.exceptions.flatMap((exception) => [
      strong(exceptionSentence(exception)),
      facts([
        ['Reason', exception.reason],
        ['Approved by', exception.approvedBy],
      ]),
    ]),
  ]
}

const approvals = (plan: Plan): Block =>
  table(
    'Approved by',
    [
      { title: 'Name', width: 25 },
      { title: 'Title', width: 35 },
      { title: 'Day', width: 15 },
      { title: 'Reference', width: 25 },
    ],
    plan.approvals.map(({ by, title, date, reference }) => [by, title, date, reference]),
  )

const people = (plan: Plan): Block =>
  table(
    'People',
    [
      { title: 'Name', width: 27 },
      { title: 'Id', width: 15 },
      { title: 'Roles', width: 30 },
      { title: 'Organisation', width: 28 },
    ],
    plan.people.map((person) => [
      person.name,
      person.id,
      person.roles.map(roleName).join(', '),
      person.organisation ?? plan.organisation,
    ]),
  )

function tokens(plan: Plan): readonly Block[] {
  return [
    table(
      'Tokens: the holder knows the user PIN; it is erased and initialised where the last column says so',
      [
        { title: 'Token', width: 10 },
        { title: 'Serial', width: 23 },
        { title: 'Module', width: 9 },
        { title: 'Label', width: 13 },
        { title: 'Holder', width: 11 },
        { title: 'SO PIN by', width: 11 },
        { title: 'Bag, place', width: 14 },
        { title: 'Erased', width: 9 },
      ],
      plan.tokens.map((token) => [
        token.id,
        groupsOfFour(token.serial),
        token.module,
        token.label,
        personName(plan, token.holder),
        personName(plan, token.securityOfficer),
        `${token.bag ?? 'no bag'}, ${plan.sites.find(({ id }) => id === token.site)?.name ?? token.site}`,
        token.initialise ? 'YES' : 'NO',
      ]),
    ),
  ]
}

function keys(plan: Plan): readonly Block[] {
  const brought = plan.keys.filter((key): key is PlannedKey & { publicKey: string } => 'publicKey' in key)
  return [
    table(
      'Keys',
      [
        { title: 'Key', width: 20 },
        { title: 'Algorithm', width: 20 },
        { title: 'Where', width: 60 },
      ],
      plan.keys.map((key) => [
        key.id,
        key.algorithm,
        'token' in key ? `made on the token ${key.token}` : `brought in as a public key, held by ${key.heldBy}`,
      ]),
    ),
    ...brought.flatMap((key): readonly Block[] => [
      heading(3, `Public key ${key.id}`),
      { kind: 'fixed', lines: key.publicKey.trimEnd().split('\n') },
    ]),
  ]
}

/** Neighbours that differ only in name are described once, with all their names. */
function repositories(plan: Plan): readonly Block[] {
  return chunksOf(plan).flatMap((chunk): readonly Block[] => {
    const alike = repositoriesOf(plan, chunk)
    const [first] = alike
    if (first === undefined) return []
    return [
      heading(2, `Repository ${chunkName(plan, chunk)}`),
      ...(alike.length === 1 ? [] : [{ kind: 'list', tick: false, items: alike.map(({ name }) => name) } as const]),
      repositoryFacts(first),
      table(
        'Who signs',
        [
          { title: 'Role', width: 18 },
          { title: 'Threshold', width: 17 },
          { title: 'Keys', width: 65 },
        ],
        rolesOf(first).map(({ role, holds }) => [
          role,
          `${holds.threshold} of ${holds.keys.length}`,
          holders(plan, holds.keys),
        ]),
      ),
    ]
  })
}

function repositoryFacts({ buildsOn, ...repository }: PlannedRepository): Block {
  return facts([
    ['Form', repository.dialect],
    ['Root version', String(repository.version)],
    [
      'Builds on',
      buildsOn === null ? 'nothing: first root' : `version ${buildsOn.version}, SHA-256 ${buildsOn.sha256}`,
    ],
    ['Expires', repository.expires],
    ['Snapshots', repository.consistentSnapshot ? 'consistent' : 'not consistent'],
  ])
}

const holders = (plan: Plan, ids: readonly string[]): string => ids.map((id) => keyHolder(plan, id)).join(', ')

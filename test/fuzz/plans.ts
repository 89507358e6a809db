// Plans that may well be valid: the example with people, tokens, keys and repositories added, renamed and shared out anew.

import { generateKeyPairSync } from 'node:crypto'
import type { Plan, PlannedRepository } from '../../core/formats/plan.ts'
import { examplePlan } from '../plan/example.ts'
import type { Random } from './random.ts'

const example = examplePlan()

/** Ids and names that mean something else elsewhere, or look like what steps are called. */
const ids = [
  'head',
  'constructor',
  'a',
  'a-1',
  'con',
  'aux',
  'com1',
  'root-a',
  'x'.repeat(32),
  'keys',
  'end',
  'close',
  'n-1',
] as const
const names = [
  ...(['a/b', 'a.b', '1-2', '1', '2-2', 'a', 'a/1.root.json', 'a.root-a', 'con', 'acme/nul', 'a/b/c/d/e/f/g'] as const),
  ...[
    'x'.repeat(64),
    `${'y'.repeat(60)}/${'z'.repeat(60)}/${'w'.repeat(60)}`,
    'a_b',
    '0',
    'head',
    'constructor',
    'com1.x',
  ],
] as const
const texts = [
  ' Acme',
  'Acme ',
  'A\u0378',
  'é',
  'e\u0301',
  '\u202eA',
  '{item.serial}',
  '{plan.name}',
  'A\u00a0B',
  '\ud83d\ude00',
  'x',
] as const

const pem = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' })

/** One to four changes, each keeping the rules where it can. Whether the plan is valid is for `parsePlanJson` to say. */
export function arrangedPlan(random: Random): Plan {
  let plan: Plan = example
  for (let left = 1 + random.below(4); left > 0; left--) plan = random.pick(changes)(random, plan)
  return plan
}

type Change = (random: Random, plan: Plan) => Plan

const anyName = (random: Random): string =>
  random.chance(70) ? random.pick(names) : `r${random.below(99)}/${random.below(9)}`

const addRepositories: Change = (random, plan) => {
  const [first] = plan.repositories
  if (first === undefined) return plan
  const more = Array.from({ length: 1 + random.below(4) }, (): PlannedRepository => {
    const expires = random.chance(50) ? first.expires : `2027-0${1 + random.below(9)}-20T00:00:00Z`
    return { ...first, name: anyName(random), expires, consistentSnapshot: random.chance(80) }
  })
  return {
    ...plan,
    repositories: random.chance(50) ? [...plan.repositories, ...more] : [...more, ...plan.repositories],
  }
}

const renameRepository: Change = (random, plan) => ({
  ...plan,
  repositories: plan.repositories.map((repository) =>
    random.chance(50) ? { ...repository, name: anyName(random) } : repository,
  ),
})

/** A key gets another id, wherever it is named. */
const renameKey: Change = (random, plan) => {
  const from = plan.keys[random.below(plan.keys.length)]?.id ?? ''
  const to = random.pick(ids)
  const all = (keys: readonly string[]): readonly string[] => keys.map((key) => (key === from ? to : key))
  return {
    ...plan,
    keys: plan.keys.map((key) => (key.id === from ? { ...key, id: to } : key)),
    seal: { ...plan.seal, keys: all(plan.seal.keys) },
    repositories: plan.repositories.map((repository) => {
      const { root, targets, snapshot, timestamp } = repository.roles
      const roles = { root: { ...root, keys: all(root.keys) }, targets: { ...targets, keys: all(targets.keys) } }
      const rest = {
        snapshot: { ...snapshot, keys: all(snapshot.keys) },
        timestamp: { ...timestamp, keys: all(timestamp.keys) },
      }
      return { ...repository, roles: { ...roles, ...rest } }
    }),
    exceptions: plan.exceptions.map((exception) =>
      exception.subject === from ? { ...exception, subject: to } : exception,
    ),
  }
}

const renamePerson: Change = (random, plan) => {
  const from = plan.people[random.below(plan.people.length)]?.id ?? ''
  const to = random.pick(ids)
  const other = (id: string): string => (id === from ? to : id)
  return {
    ...plan,
    people: plan.people.map((person) => ({ ...person, id: other(person.id) })),
    tokens: plan.tokens.map((token) => ({
      ...token,
      holder: other(token.holder),
      securityOfficer: other(token.securityOfficer),
    })),
  }
}

const renameToken: Change = (random, plan) => {
  const from = plan.tokens[random.below(plan.tokens.length)]?.id ?? ''
  const to = random.pick(ids)
  return {
    ...plan,
    tokens: plan.tokens.map((token) => (token.id === from ? { ...token, id: to } : token)),
    keys: plan.keys.map((key) => ('token' in key && key.token === from ? { ...key, token: to } : key)),
  }
}

const otherText: Change = (random, plan) => {
  const text = random.pick(texts)
  return random.pick<Plan>([
    { ...plan, organisation: text },
    { ...plan, purpose: text },
    { ...plan, schedule: { ...plan.schedule, place: text } },
    { ...plan, policy: { ...plan.policy, version: text } },
    { ...plan, materials: [...plan.materials, text] },
    { ...plan, sites: plan.sites.map((site, index) => (index === 0 ? { ...site, name: text } : site)) },
    { ...plan, people: plan.people.map((person, index) => (index === 0 ? { ...person, name: text } : person)) },
  ])
}

const bagOrNot: Change = (random, plan) => ({
  ...plan,
  tokens: plan.tokens.map((token) => {
    const { bag: _bag, ...rest } = token
    return { ...rest, initialise: random.chance(50), ...(random.chance(50) ? { bag: `B-${random.below(9999)}` } : {}) }
  }),
})

/** A key that is brought in signs beside the others. */
const bringKey: Change = (random, plan) => {
  const id = random.pick(ids)
  const keys = [...plan.keys, { id, algorithm: 'ed25519' as const, publicKey: String(pem), heldBy: 'Elsewhere' }]
  const repositories = plan.repositories.map((repository) => {
    const { root } = repository.roles
    return { ...repository, roles: { ...repository.roles, root: { ...root, keys: [...root.keys, id] } } }
  })
  return { ...plan, keys, repositories }
}

const previousOne: Change = (random, plan) => ({
  ...plan,
  previous: random.chance(50) ? null : { ceremony: random.pick(ids), head: 'ab'.repeat(32) },
})

const changes: readonly [Change, ...Change[]] = [
  ...([addRepositories, addRepositories, renameRepository, renameKey, renamePerson] as const),
  ...[renameToken, otherText, otherText, bagOrNot, bringKey, previousOne],
]

// The plan: what the organisation decided and reviewed before the day. See docs/formats/plan.md.

import { createHash } from 'node:crypto'
import { CeremonyError } from '../errors.ts'
import type { PlanSections, ScriptRoles } from '../plan/rule.ts'
import { applyRules } from '../plan/rules.ts'
import { type Algorithm, algorithms } from './algorithms.ts'
import { canonicalBytes } from './canonical.ts'
import { type JsonValue, parseJson } from './json.ts'
import { type PlannedBackup, plannedBackup } from './plan-backup.ts'
import { type PlannedRecovery, plannedRecovery } from './plan-recovery.ts'
import { readYaml, yamlLimits } from './yaml.ts'
import { day, id, instant, line, pem, prose, sha256Hex, tokenLabel, tokenSerial } from './yaml-forms.ts'
import { ofAnotherKind, planKind } from './yaml-kind.ts'
import {
  choice,
  fields,
  flag,
  isWhole,
  list,
  note,
  nullable,
  object,
  optional,
  type Report,
  type Shape,
  wholeNumber,
} from './yaml-shape.ts'
import { inOrder, type PlacedProblem, type Problem, positionOf, treeOfJson, type YamlNode } from './yaml-tree.ts'

/** Roles a person may hold at a ceremony (docs/formats/script.md). */
export const roles = [
  'administrator',
  'cryptoOfficer',
  'internalWitness',
  'externalWitness',
  'safeController',
  'cameraOperator',
  'shareHolder',
] as const
export type Role = (typeof roles)[number]

export const tufRoles = ['root', 'targets', 'snapshot', 'timestamp'] as const
export type TufRole = (typeof tufRoles)[number]

/** A short name inside the plan: lower-case letters, digits, hyphens; starts with a letter; at most 32 characters. */
export type Id = string
/** `YYYY-MM-DDTHH:MM:SSZ` */
export type Instant = string
/** `YYYY-MM-DD` */
export type Day = string

export type Person = {
  readonly id: Id
  readonly name: string
  readonly roles: readonly Role[]
  readonly organisation?: string
}

export type PlannedToken = {
  readonly id: Id
  /** As the module reports it (CK_TOKEN_INFO.serialNumber, blanks cut). A token is named by it, never by its slot. */
  readonly serial: string
  /** Name of a module in the site file. */
  readonly module: Id
  /** CKA label given when it is initialised; 1 to 32 ASCII characters. */
  readonly label: string
  /** Person who knows the user PIN. */
  readonly holder: Id
  /** Person who knows the SO PIN; never the holder. */
  readonly securityOfficer: Id
  /** Erase and initialise it in this ceremony. */
  readonly initialise: boolean
  /** Site where it is kept between ceremonies. */
  readonly site: Id
  /** Number on the tamper-evident bag in which it arrives. */
  readonly bag?: string
}

export type PlannedKey =
  | { readonly id: Id; readonly algorithm: Algorithm; readonly token: Id }
  | { readonly id: Id; readonly algorithm: Algorithm; readonly publicKey: string; readonly heldBy: string }

export type RoleKeys = { readonly keys: readonly Id[]; readonly threshold: number }

export type PlannedRepository = {
  /** Repository name, path-like, safe as a file name part by part. */
  readonly name: string
  readonly dialect: 'tuf'
  /** The version and SHA-256 of the root file that this one follows; null for a first root. */
  readonly buildsOn: { readonly version: number; readonly sha256: string } | null
  readonly version: number
  readonly expires: Instant
  readonly consistentSnapshot: boolean
  readonly roles: { readonly [R in TufRole]: RoleKeys }
}

/** A rule that the organisation sets aside, by name, with its reason. It stands on every page that it touches. */
export type PlanException = {
  /** Rule id, for example `TUF-ALGORITHM`. */
  readonly rule: string
  /** What it is set aside for: the id of a key, token, person or repository, or `station`. */
  readonly subject: string
  readonly reason: string
  readonly approvedBy: string
}

export type Plan = {
  readonly format: 'anchorite/plan/v1'
  readonly name: string
  readonly version: number
  /** Id of the script, for example `root-key-generation`. */
  readonly ceremony: Id
  readonly organisation: string
  readonly purpose: string
  /** The certificate policy or practice statement that governs the ceremony. */
  readonly policy: { readonly document: string; readonly version: string; readonly sections: readonly string[] }
  readonly approvals: readonly {
    readonly by: string
    readonly title: string
    readonly date: Day
    readonly reference: string
  }[]
  readonly schedule: { readonly date: Day; readonly standby: Day; readonly place: string; readonly timeZone: string }
  readonly sites: readonly { readonly id: Id; readonly name: string }[]
  readonly people: readonly Person[]
  readonly tokens: readonly PlannedToken[]
  readonly keys: readonly PlannedKey[]
  readonly repositories: readonly PlannedRepository[]
  /** Keys on witnesses' or station tokens that seal the transcript; never a key of a repository role. */
  readonly seal: { readonly keys: readonly Id[]; readonly threshold: number }
  readonly backup: PlannedBackup
  /** Only for the scripts that recover: which backups, and how far. */
  readonly recovery?: PlannedRecovery
  /** The ceremony whose transcript this one is compared with: its id and the head of its transcript; null for the first. */
  readonly previous: { readonly ceremony: string; readonly head: string } | null
  readonly exceptions: readonly PlanException[]
  /** What must lie on the table, printed as a list to tick. */
  readonly materials: readonly string[]
}

const whole = wholeNumber(1, 2_147_483_647)
const roleKeys = object({ keys: list(id, 1, 100), threshold: wholeNumber(1, 100) })
const approval = object({ by: line, title: line, date: day, reference: line })

const tokenKey = object({ id, algorithm: choice(algorithms), token: id })
const broughtKey = object({ id, algorithm: choice(algorithms), publicKey: pem, heldBy: line })
const plannedKey: Shape<PlannedKey> = (node, path, report) => {
  const brought = node.kind === 'map' ? node.entries.get('publicKey') : undefined
  if (brought === undefined || node.kind !== 'map') return tokenKey(node, path, report)
  if (!node.entries.has('token')) return broughtKey(node, path, report)
  return note(report, brought.key, {
    rule: 'PLAN-SHAPE',
    path: `${path}.publicKey`,
    problem: 'the key has both a token and a public key',
    fix: 'Keep "token" for a key made here, or "publicKey" and "heldBy" for one that is brought in.',
  })
}

const shapes = {
  format: choice(['anchorite/plan/v1']),
  name: id,
  version: whole,
  ceremony: id,
  organisation: line,
  purpose: prose,
  policy: object({ document: line, version: line, sections: list(line, 1, 50) }),
  approvals: list(approval, 1, 20),
  schedule: object({ date: day, standby: day, place: line, timeZone: line }),
  sites: list(object({ id, name: line }), 1, 100),
  people: list(object({ id, name: line, roles: list(choice(roles), 1, 7), organisation: optional(line) }), 1, 100),
  tokens: list(
    object({
      id,
      serial: tokenSerial,
      module: id,
      label: tokenLabel,
      holder: id,
      securityOfficer: id,
      initialise: flag,
      site: id,
      bag: optional(line),
    }),
    1,
    200,
  ),
  keys: list(plannedKey, 1, 500),
  repositories: list(
    object({
      name: line,
      dialect: choice(['tuf']),
      buildsOn: nullable(object({ version: whole, sha256: sha256Hex })),
      version: whole,
      expires: instant,
      consistentSnapshot: flag,
      roles: object({ root: roleKeys, targets: roleKeys, snapshot: roleKeys, timestamp: roleKeys }),
    }),
    0, // how many a script asks for is rule PLAN-REPOSITORIES
    10_000,
  ),
  seal: object({ keys: list(id, 1, 100), threshold: wholeNumber(1, 100) }),
  backup: plannedBackup,
  recovery: optional(plannedRecovery),
  previous: nullable(object({ ceremony: id, head: sha256Hex })),
  exceptions: list(object({ rule: line, subject: line, reason: prose, approvedBy: line }), 0, 100),
  materials: list(line, 0, 200),
} as const
const planFields = fields(shapes)

/** What a script asks of the people, by the ceremony that the plan names; undefined for one that is not known. */
export type RolesOfScript = (ceremony: string) => ScriptRoles | undefined

/** A plan that was read, and what is odd about it though not wrong. */
export type PlanReading = { readonly plan: Plan; readonly warnings: readonly PlacedProblem[] }

/**
 * Read a plan as people write it, and judge it by every rule of core/plan/rules.
 *
 * A rule runs as soon as the sections it reads have their shape, so shape and reference problems come in one list.
 * Not caught: that the people, serials and keys are the right ones; the approval of the digest is for that.
 *
 * @param what - what the file is called in errors.
 * @param roles - which roles a script keeps apart, and its head-counts; without it `defaultScriptRoles` are used.
 * @throws CeremonyError `plan/invalid` with every problem, its line and column; `input/too-large`, `json/encoding`,
 *   `json/depth`.
 */
export function readPlan(bytes: Uint8Array, what: string, roles?: RolesOfScript): PlanReading {
  const { root, problems } = readYaml(bytes, what)
  if (root === undefined) throw new CeremonyError('plan/invalid', { what, problems: inOrder(problems) })
  const other = ofAnotherKind(root, planKind)
  if (other !== undefined) throw new CeremonyError('plan/invalid', { what, problems: [other] })
  return planOf(root, what, [...problems], roles)
}

/** The plan alone; throws as `readPlan` does. */
export function parsePlan(bytes: Uint8Array, what: string, roles?: RolesOfScript): Plan {
  return readPlan(bytes, what, roles).plan
}

/** The one byte form of a plan: canonical JSON (RFC 8785). Comments, order and layout of the YAML leave no trace. */
export function encodePlan(plan: Plan): Uint8Array {
  return canonicalBytes(plan as unknown as JsonValue) // a Plan is made of strings, numbers, booleans, null, lists and objects
}

/** SHA-256 of `encodePlan`, hex: the digest that people approve as words. */
export function planDigest(plan: Plan): string {
  return createHash('sha256').update(encodePlan(plan)).digest('hex')
}

/**
 * Read the form that `encodePlan` writes, from a bag or a transcript; judged by the same rules.
 * @throws CeremonyError `plan/invalid`, `plan/not-canonical`, `input/too-large`, `json/*`.
 */
export function parsePlanJson(bytes: Uint8Array, what: string, roles?: RolesOfScript): Plan {
  const value = parseJson(bytes, { what, ...yamlLimits })
  const { plan } = planOf(treeOfJson(value), what, [], roles)
  if (Buffer.compare(encodePlan(plan), bytes) !== 0) throw new CeremonyError('plan/not-canonical', { what })
  return plan
}

function planOf(root: YamlNode, what: string, problems: PlacedProblem[], roles?: RolesOfScript): PlanReading {
  const report: Report = { prefix: 'PLAN', problems }
  const found: PlanSections = planFields(root, '', report) ?? {}
  const placed = (problem: Problem): PlacedProblem => ({ ...problem, ...positionOf(root, problem.path) })
  const { errors, warnings } = applyRules(found, roles?.(found.ceremony ?? ''))
  const said = new Set(problems.map((problem) => `${problem.rule} ${problem.path}`))
  const misread = new Set(problems.map(({ path }) => path.replace(/[.[].*$/, ''))) // their section is there, if not as it should be
  const untold = errors.filter(
    ({ rule, path }) => !said.has(`${rule} ${path}`) && !(rule === 'PLAN-RECOVERY' && misread.has(path)),
  )
  problems.push(...untold.map(placed))
  if (problems.length > 0 || !isWhole(shapes, root, found)) {
    throw new CeremonyError('plan/invalid', { what, problems: inOrder(problems) })
  }
  return { plan: found, warnings: inOrder(warnings.map(placed)) }
}

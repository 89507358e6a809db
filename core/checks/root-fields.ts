// Rules about what a root draft says: roles, thresholds, version, expiry, what it builds on.

import { tufRoles } from '../formats/plan.ts'
import { isInstant } from '../tuf/expires.ts'
import { SPEC_VERSION } from '../tuf/root.ts'
import { answer, type Problem, type RootRule } from './context.ts'
import { unsafeNameReason } from './name-safe.ts'

/** The longest that a root may be valid, in years from now. */
export const maxYears = 20

const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** TUF-ROLESET: exactly the four top-level roles, each with the keys that the plan names. @see TUF 4.3 */
export const roleSetRule: RootRule = (context) => {
  const { draft, repository } = context
  const problems: Problem[] = []
  const written = draft.signed.roles
  const names = typeof written === 'object' && written !== null ? Object.keys(written).sort() : []
  if (!equal(names, [...tufRoles].sort())) {
    problems.push({ subject: repository.name, words: `The roles are ${names.join(', ')}, not the four of TUF.` })
  }
  for (const role of tufRoles) {
    const [planned, drafted] = [repository.roles[role].keys, draft.roles[role].keys]
    const keyIds = planned.map((id) => draft.keys.get(id)?.keyId)
    const inSigned = (written as { [name: string]: { keyids?: unknown } } | undefined)?.[role]?.keyids // read as data, compared as text
    if (!equal(planned, drafted) || !equal(keyIds, inSigned)) {
      problems.push({ subject: role, words: `The role ${role} does not have exactly the keys that the plan gives it.` })
    }
  }
  return answer(context, 'TUF-ROLESET', problems, 'The four roles stand there, each with its planned keys.')
}

/**
 * TUF-THRESHOLD: each threshold is the plan's, at least 1, and reachable by different keys.
 * @see GHSA-fphv-w9fq-2525 (threshold 0)
 */
export const thresholdRule: RootRule = (context) => {
  const { draft, repository } = context
  const problems: Problem[] = []
  for (const role of tufRoles) {
    const { threshold, keys } = draft.roles[role]
    const different = new Set(keys.map((id) => draft.keys.get(id)?.material)).size
    const inSigned = (draft.signed.roles as { [name: string]: { threshold?: unknown } } | undefined)?.[role]?.threshold // read as data, compared as a value
    if (threshold !== repository.roles[role].threshold || threshold !== inSigned) {
      problems.push({ subject: role, words: `The threshold of ${role} is not the planned one.` })
    }
    if (!Number.isSafeInteger(threshold) || threshold < 1) {
      problems.push({ subject: role, words: `The threshold of ${role} is ${threshold}; it must be 1 or more.` })
    }
    if (threshold > different) {
      const words = `The threshold of ${role} is ${threshold}, but it has ${different} different keys: nobody could ever meet it.`
      problems.push({ subject: role, words })
    }
  }
  return answer(context, 'TUF-THRESHOLD', problems, 'Every threshold is the planned one and can be met.')
}

const fields = ['_type', 'consistent_snapshot', 'expires', 'keys', 'roles', 'spec_version', 'version']

/**
 * TUF-SPEC-VERSION: the draft is a root, says the version of the specification that we write to, and holds the fields
 * of docs/formats/tuf-root.md section 1 and no others.
 * @see TUF 4.3
 */
export const specVersionRule: RootRule = (context) => {
  const { _type, spec_version: spec, consistent_snapshot: consistent } = context.draft.signed
  const subject = context.repository.name
  const problems: Problem[] = []
  if (_type !== 'root') problems.push({ subject, words: 'The draft is not of type root.' })
  if (spec !== SPEC_VERSION) problems.push({ subject, words: `spec_version is ${spec}, not ${SPEC_VERSION}.` })
  if (!equal(Object.keys(context.draft.signed).sort(), fields)) {
    problems.push({ subject, words: 'The draft holds other fields than those that we write.' })
  }
  if (consistent !== context.repository.consistentSnapshot) {
    problems.push({ subject, words: 'consistent_snapshot is not what the plan says.' })
  }
  return answer(context, 'TUF-SPEC-VERSION', problems, `The draft is a root of TUF ${SPEC_VERSION}.`)
}

/** TUF-VERSION: the planned version, exactly one more than the root before it, or 1. @see TUF 5.3.5; CVE-2025-2885 */
export const versionRule: RootRule = (context) => {
  const { draft, repository, previousRoot } = context
  const subject = repository.name
  const expected = (previousRoot?.version ?? 0) + 1
  const problems: Problem[] = []
  if (draft.version !== repository.version || draft.signed.version !== repository.version) {
    problems.push({ subject, words: `The draft is version ${draft.version}; the plan says ${repository.version}.` })
  }
  if (draft.version !== expected) {
    problems.push({ subject, words: `The draft is version ${draft.version}; ${expected} must come next.` })
  }
  return answer(context, 'TUF-VERSION', problems, `Version ${draft.version} is the planned one, and the next.`)
}

/** TUF-EXPIRES-FORM: the planned expiry, to the second, with Z. Any other form some client refuses. @see TUF 4.1 */
export const expiresFormRule: RootRule = (context) => {
  const { draft, repository } = context
  const subject = repository.name
  const problems: Problem[] = []
  if (!isInstant(draft.expires)) {
    problems.push({ subject, words: `The expiry ${draft.expires} is not a real time as YYYY-MM-DDTHH:MM:SSZ.` })
  }
  if (draft.expires !== repository.expires || draft.signed.expires !== draft.expires) {
    problems.push({ subject, words: `The draft expires ${draft.expires}; the plan says ${repository.expires}.` })
  }
  return answer(
    context,
    'TUF-EXPIRES-FORM',
    problems,
    `The expiry ${draft.expires} is the planned one, in the right form.`,
  )
}

/**
 * TUF-EXPIRES-ORDER: the root expires after now, within 20 years, and not before the root that it follows. Only the
 * last of these may be set aside by the plan, for the repository.
 * What it does not catch: a station clock that lies; the ceremony compares it with the room's.
 */
export const expiresOrderRule: RootRule = (context) => {
  const { draft, now, previousRoot, repository } = context
  const subject = repository.name
  const problems: Problem[] = []
  if (!isInstant(draft.expires) || !isInstant(now)) {
    const words = 'The expiry, or the time now, is not a real time, so they cannot be compared.'
    return answer(context, 'TUF-EXPIRES-ORDER', [{ subject, words, final: true }], '')
  }
  if (draft.expires <= now) {
    problems.push({ subject, words: `The root expires ${draft.expires}; it is ${now} now.`, final: true })
  }
  if (previousRoot !== undefined && draft.expires < previousRoot.expires) {
    const words = `The root expires ${draft.expires}, before the one it replaces (${previousRoot.expires}).`
    problems.push({ subject, words })
  }
  const latest = `${String(Number(now.slice(0, 4)) + maxYears).padStart(4, '0')}${now.slice(4)}`
  if (draft.expires > latest) {
    const words = `The root expires ${draft.expires}, more than ${maxYears} years from now.`
    problems.push({ subject, words, final: true })
  }
  return answer(context, 'TUF-EXPIRES-ORDER', problems, `The expiry ${draft.expires} lies after now and in order.`)
}

/** TUF-BUILDS-ON: the root before this one is the very file that the plan names, by version and SHA-256. */
export const buildsOnRule: RootRule = (context) => {
  const { repository, previousRoot } = context
  const subject = repository.name
  const planned = repository.buildsOn
  const problems: Problem[] = []
  if (planned === null && previousRoot !== undefined) {
    problems.push({ subject, words: 'The plan says that this is a first root, but a root before it was brought in.' })
  }
  if (planned !== null && previousRoot === undefined) {
    problems.push({ subject, words: `The plan builds on version ${planned.version}, which was not brought in.` })
  }
  if (planned !== null && previousRoot !== undefined) {
    if (planned.sha256 !== previousRoot.sha256 || planned.version !== previousRoot.version) {
      const words = `The plan builds on version ${planned.version} with SHA-256 ${planned.sha256}; what was brought in is version ${previousRoot.version} with ${previousRoot.sha256}.`
      problems.push({ subject, words })
    }
  }
  const fine = planned === null ? 'This is a first root, as planned.' : 'It follows the very file that the plan names.'
  return answer(context, 'TUF-BUILDS-ON', problems, fine)
}

/** NAME-SAFE: the repository's name cannot walk a file system, give orders to a terminal or look like another. */
export const nameRule: RootRule = (context) => {
  const { name } = context.repository
  const reason = unsafeNameReason(name)
  const problems = reason === undefined ? [] : [{ subject: JSON.stringify(name), words: `The name ${reason}.` }]
  return answer(context, 'NAME-SAFE', problems, `The name ${name} is safe as a file name and on paper.`)
}

// Rules about the keys of a root draft.

import { createPublicKey } from 'node:crypto'
import { isCeremonyError } from '../errors.ts'
import type { Algorithm } from '../formats/algorithms.ts'
import { type Id, type TufRole, tufRoles } from '../formats/plan.ts'
import { keyIdOf, readKey, tufKeyOf } from '../tuf/key.ts'
import type { DraftKey } from '../tuf/root.ts'
import { answer, type Problem, type RootContext, type RootRule } from './context.ts'

const draftKeys = (context: RootContext): readonly DraftKey[] => [...context.draft.keys.values()]

/**
 * TUF-KEYID: every key id in the draft is the SHA-256 of its key object, recomputed from the public key; no two keys
 * share one; the object that is signed holds exactly these keys.
 * @see TUF 4.2.1; tough and tuf-on-ci refuse any other id
 */
export const keyIdRule: RootRule = (context) => {
  const problems: Problem[] = []
  const owners = new Map<string, Id>()
  for (const { planKeyId, keyId, spki, algorithm } of draftKeys(context)) {
    if (keyId !== keyIdOf(tufKeyOf(spki, algorithm))) {
      problems.push({ subject: planKeyId, words: `The key id ${keyId} is not the digest of the key ${planKeyId}.` })
    }
    const owner = owners.get(keyId)
    if (owner !== undefined) {
      problems.push({ subject: planKeyId, words: `The keys ${owner} and ${planKeyId} have one key id, ${keyId}.` })
    }
    owners.set(keyId, planKeyId)
  }
  const written = Object.keys(objectAt(context.draft.signed.keys))
  if (written.length !== owners.size || written.some((keyId) => !owners.has(keyId))) {
    const words = 'The keys written in the draft are not exactly the keys that its roles use.'
    problems.push({ subject: context.repository.name, words })
  }
  return answer(context, 'TUF-KEYID', problems, 'Every key id is the digest of its key, and no two are equal.')
}

/** TUF-KEY-UNIQUE: one key material stands under one id only, so that one holder can never count twice. */
export const keyUniqueRule: RootRule = (context) => {
  const problems: Problem[] = []
  const owners = new Map<string, Id>()
  for (const { planKeyId, material } of draftKeys(context)) {
    const owner = owners.get(material)
    if (owner !== undefined) {
      problems.push({ subject: planKeyId, words: `${owner} and ${planKeyId} are one and the same public key.` })
    }
    owners.set(material, planKeyId)
  }
  return answer(context, 'TUF-KEY-UNIQUE', problems, 'No public key stands there under two names.')
}

/**
 * TUF-ROLE-KEYS-DISJOINT: no key serves two roles. The plan may allow it for a key, by id.
 * @see TUF 4.3: a compromise of one role must not be one of another
 */
export const disjointRule: RootRule = (context) => {
  const problems: Problem[] = []
  for (const { planKeyId, material } of draftKeys(context)) {
    const used = tufRoles.filter((role) => materialsOf(context, role).includes(material))
    if (used.length > 1) {
      problems.push({ subject: planKeyId, words: `The key ${planKeyId} serves ${used.join(' and ')}.` })
    }
  }
  return answer(context, 'TUF-ROLE-KEYS-DISJOINT', problems, 'No key serves two roles.')
}

function materialsOf(context: RootContext, role: TufRole): readonly string[] {
  return context.draft.roles[role].keys.flatMap((id) => context.draft.keys.get(id)?.material ?? [])
}

/**
 * TUF-ALGORITHM: every key is a sound key of the algorithm that the plan names, taken by every client. P-384 needs an
 * exception for the key (tough does not take it); an unsound or different key has none.
 */
export const algorithmRule: RootRule = (context) => {
  const problems: Problem[] = []
  for (const key of draftKeys(context)) {
    const { planKeyId: subject } = key
    const reason = unsoundReason(context, key)
    if (reason !== undefined) problems.push({ subject, words: reason, final: true })
    else if (key.algorithm === 'ecdsa-p384') {
      problems.push({ subject, words: `The key ${subject} is ECDSA on P-384, which tough does not take.` })
    }
  }
  const fine = 'Every key is a sound key of the algorithm that the plan names.'
  return answer(context, 'TUF-ALGORITHM', problems, fine)
}

function unsoundReason(context: RootContext, key: DraftKey): string | undefined {
  const { planKeyId, spki, algorithm } = key
  const planned = context.plan.keys.find(({ id }) => id === planKeyId)?.algorithm
  if (planned !== algorithm) return `The plan wants ${planned ?? 'no such key'} for ${planKeyId}; it is ${algorithm}.`
  const source = context.keys.get(planKeyId)
  if (source === undefined || source.algorithm !== algorithm || !Buffer.from(source.spki).equals(spki)) {
    return `The key ${planKeyId} in the draft is not the public key that was made or brought in for it.`
  }
  try {
    readKey(tufKeyOf(spki, algorithm), planKeyId)
  } catch (cause) {
    if (!isCeremonyError(cause, 'tuf/key')) throw cause
    return `The key ${planKeyId} ${cause.detail.reason} (${cause.detail.rule}).`
  }
  const real = realAlgorithm(spki)
  return real === algorithm ? undefined : `The key ${planKeyId} is called ${algorithm}, but is ${real}.`
}

/** What an SPKI that `readKey` took is, from its own bytes. */
function realAlgorithm(spki: Uint8Array): Algorithm | 'something else' {
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
  if (key.asymmetricKeyType === 'ed25519') return 'ed25519'
  const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {}
  if (namedCurve === 'prime256v1') return 'ecdsa-p256'
  if (namedCurve === 'secp384r1') return 'ecdsa-p384'
  if (modulusLength === 3072) return 'rsa-3072'
  return modulusLength === 4096 ? 'rsa-4096' : 'something else'
}

function objectAt(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}

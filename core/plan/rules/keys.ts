// Rules about keys: PLAN-SEAL-NOT-ROOT, PLAN-ALGORITHM, PLAN-KEY-SHARED, PLAN-PUBLIC-KEY.

import { createPublicKey } from 'node:crypto'
import { isCeremonyError } from '../../errors.ts'
import type { Algorithm } from '../../formats/algorithms.ts'
import type { PlannedKey } from '../../formats/plan.ts'
import { checkPublicKey } from '../../token/public-key.ts'
import { type Finding, planRule } from '../rule.ts'
import { rolesByKey, tokenOf } from '../uses.ts'
import { setAside } from '../waivable.ts'

/**
 * PLAN-SEAL-NOT-ROOT: the keys that seal the transcript are made on tokens of this plan, are in no role of any
 * repository, and lie on no token with a root key: a root key signs roots and nothing else.
 */
export const sealRule = planRule('PLAN-SEAL-NOT-ROOT', ['tokens', 'keys', 'repositories', 'seal'], (plan) => {
  const roles = rolesByKey(plan.repositories)
  const rootTokens = new Map<string, string>()
  for (const [key, held] of roles) {
    const token = held.has('root') ? tokenOf(plan, key) : undefined
    if (token !== undefined) rootTokens.set(token.id, key)
  }
  return plan.seal.keys.flatMap((key, index): readonly Finding[] => {
    const path = `seal.keys[${index}]`
    const held = roles.get(key)
    if (held !== undefined) {
      const problem = `the key "${key}" is also a key of the role ${[...held].join(', ')}`
      return [{ path, problem, fix: 'Seal with a key of a witness or of the station that has no role.' }]
    }
    const planned = plan.keys.find((candidate) => candidate.id === key)
    if (planned !== undefined && !('token' in planned)) {
      return [
        {
          path,
          problem: `the key "${key}" is not on a token here, so it cannot seal`,
          fix: 'Seal with a key on a token.',
        },
      ]
    }
    const token = tokenOf(plan, key)
    const rootKey = token === undefined ? undefined : rootTokens.get(token.id)
    if (rootKey === undefined) return []
    const problem = `the key "${key}" lies on the token of the root key "${rootKey}"`
    return [{ path, problem, fix: 'Put the seal key on a token of its own.' }]
  })
})

/** PLAN-ALGORITHM: a P-384 key in a role needs an exception for TUF-ALGORITHM, since tough refuses it. */
export const algorithmRule = planRule('PLAN-ALGORITHM', ['keys', 'repositories', 'exceptions'], (plan) => {
  const roles = rolesByKey(plan.repositories)
  return plan.keys.flatMap((key, index): readonly Finding[] => {
    if (key.algorithm !== 'ecdsa-p384' || !roles.has(key.id) || setAside(plan, 'TUF-ALGORITHM', key.id)) return []
    return [
      {
        path: `keys[${index}].algorithm`,
        problem: `the key "${key.id}" is P-384, which some clients refuse (tough)`,
        fix: 'Use ecdsa-p256, or add an exception: rule TUF-ALGORITHM, subject the key, with its reason.',
      },
    ]
  })
})

/**
 * PLAN-KEY-SHARED: a key in more than one role, in one repository or over several, needs an exception for
 * TUF-ROLE-KEYS-DISJOINT that names it; one brought-in key under two ids is refused always.
 */
export const keySharedRule = planRule('PLAN-KEY-SHARED', ['keys', 'repositories', 'exceptions'], (plan) => {
  const roles = rolesByKey(plan.repositories)
  const first = new Map<string, string>()
  return plan.keys.flatMap((key, index) => {
    const findings: Finding[] = []
    const held = roles.get(key.id)
    if (held !== undefined && held.size > 1 && !setAside(plan, 'TUF-ROLE-KEYS-DISJOINT', key.id)) {
      findings.push({
        path: `keys[${index}].id`,
        problem: `the key "${key.id}" has ${held.size} roles: ${[...held].join(', ')}`,
        fix: 'Use a key for each role, or add an exception: rule TUF-ROLE-KEYS-DISJOINT, subject the key, with its reason.',
      })
    }
    if ('publicKey' in key) {
      const material = key.publicKey.replaceAll(/\s/g, '')
      const before = first.get(material)
      if (before === undefined) first.set(material, key.id)
      else {
        const problem = `this is the same key as "${before}"`
        findings.push({ path: `keys[${index}].publicKey`, problem, fix: 'List a key once and name it in both places.' })
      }
    }
    return findings
  })
})

/**
 * PLAN-PUBLIC-KEY: a brought-in key is one SubjectPublicKeyInfo of the algorithm that the plan states, in the one PEM
 * form, and a key that can protect something (KEY-VALID). Never a private one. Not caught: whose key it is.
 */
export const publicKeyRule = planRule('PLAN-PUBLIC-KEY', ['keys'], ({ keys }) =>
  keys.flatMap((key: PlannedKey, index): readonly Finding[] => {
    if (!('publicKey' in key)) return []
    const found = publicKeyProblem(key.publicKey, key.algorithm)
    return found === undefined ? [] : [{ path: `keys[${index}].publicKey`, ...found }]
  }),
)

function publicKeyProblem(pem: string, algorithm: Algorithm): Omit<Finding, 'path'> | undefined {
  if (/PRIVATE|SECRET/i.test(pem)) {
    return {
      problem: 'a private key stands here, where the public one belongs',
      fix: 'Take this file away from where others read it, treat the key as compromised, and make a new one.',
    }
  }
  const fix = `Export it again as "BEGIN PUBLIC KEY" (SubjectPublicKeyInfo), algorithm ${algorithm}.`
  const body = /^-----BEGIN PUBLIC KEY-----\n([A-Za-z0-9+/=\n]+)\n-----END PUBLIC KEY-----\n$/.exec(pem)?.[1]
  if (body === undefined) return { problem: 'this is not one PEM block "PUBLIC KEY" with its final line break', fix }
  const spki = Buffer.from(body, 'base64')
  try {
    checkPublicKey(spki, algorithm)
  } catch (error) {
    if (!isCeremonyError(error, 'token/bad-public-key')) throw error
    return { problem: `this is no good ${algorithm} key: ${error.detail.reason}`, fix }
  }
  const one = createPublicKey({ key: spki, format: 'der', type: 'spki' }).export({ format: 'pem', type: 'spki' })
  return one === pem ? undefined : { problem: 'the PEM text is not in its usual form (64 characters a line)', fix }
}

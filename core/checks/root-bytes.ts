// Rules about the bytes: what will be signed, and the file that was made of it.

import { createHash } from 'node:crypto'
import { isCeremonyError, wordsOf } from '../errors.ts'
import { parseRoot } from '../tuf/parse.ts'
import { assembleRoot, payloadOf } from '../tuf/root.ts'
import type { UntrustedRoot } from '../tuf/untrusted.ts'
import { verifyNext, verifyRoot } from '../tuf/verify.ts'
import { answer, type Problem, type RootContext, type RootRule } from './context.ts'
import { findPrivateMaterial } from './no-private.ts'
import { forkOf, forkWords } from './register.ts'

/** NO-PRIVATE: no private key stands in the draft, or in the file. See `findPrivateMaterial` for what it cannot see. */
export const noPrivateRule: RootRule = (context) => {
  const found = findPrivateMaterial(bytesOf(context))
  const words = `What is to leave the station holds ${found}. It must be treated as known to others.`
  const problems = found === undefined ? [] : [{ subject: context.repository.name, words }]
  return answer(context, 'NO-PRIVATE', problems, 'No private key was found in the bytes.')
}

/**
 * TUF-REPARSE: the bytes read back, by the strict reader, as exactly what will be signed; and the file is byte for
 * byte what the draft and its signatures make, with nothing odd in it.
 */
export const reparseRule: RootRule = (context) => {
  const { draft, fileBytes, repository } = context
  const fail = (words: string): readonly Problem[] => [{ subject: repository.name, words }]
  const problems = readBack(bytesOf(context), (root) => {
    if (!Buffer.from(root.payload).equals(payloadOf(draft))) return fail('The bytes do not say what the draft says.')
    const signatures = root.signatures.map(({ keyId, sig }) => ({ keyId, signature: Buffer.from(sig, 'hex') }))
    if (fileBytes !== undefined && !Buffer.from(assembleRoot(draft, signatures)).equals(fileBytes)) {
      return fail('The file is not byte for byte what the draft and its signatures make.')
    }
    const odd = root.warnings.filter(({ rule }) => rule !== 'TUF-KEY-UNIQUE') // that rule answers for itself
    return odd.length === 0 ? [] : fail(odd.map(({ words }) => words).join(' '))
  })
  return answer(context, 'TUF-REPARSE', problems.map(withSubject(repository.name)), 'The bytes read back exactly.')
}

/**
 * TUF-SIGNED: the file is signed by the threshold of its own root keys and of the root before it. Only for a file that
 * was made; before the PIN this rule has no answer.
 * What it does not catch: whether the root before it is genuine; its own chain says so.
 */
export const signedRule: RootRule = (context) => {
  const { fileBytes, previousRoot, repository } = context
  if (fileBytes === undefined) return []
  const problems = readBack(fileBytes, (root) => {
    if (previousRoot === undefined) verifyRoot(root)
    else verifyNext(verifyRoot(previousRoot), root)
    return []
  })
  const fine = 'Enough keys signed the file, and every one of those signatures is good.'
  return answer(context, 'TUF-SIGNED', problems.map(withSubject(repository.name)), fine)
}

/**
 * ROOT-FORK: no root key of this draft, or of the root before it, has signed other bytes as this version or a later one.
 * Only a deviation recorded in the transcript sets it aside, for the repository; no plan does.
 */
export const forkRule: RootRule = (context) => {
  const { draft, lastSigned, previousRoot, repository } = context
  const payloadSha256 = createHash('sha256').update(payloadOf(draft)).digest('hex')
  const signers = new Map<string, string>()
  for (const keyId of previousRoot?.roles.root.keyIds ?? []) {
    const reading = previousRoot?.keys.get(keyId)?.reading
    if (reading?.status === 'usable') signers.set(reading.material, `the key ${keyId} of the root before`)
  }
  for (const id of draft.roles.root.keys) {
    const material = draft.keys.get(id)?.material
    if (material !== undefined) signers.set(material, id)
  }
  const problems: Problem[] = []
  for (const [keySpkiSha256, who] of signers) {
    const candidate = {
      keySpkiSha256,
      repository: repository.name,
      role: 'root',
      version: draft.version,
      payloadSha256,
    } as const
    const fork = forkOf(lastSigned, candidate)
    if (fork !== undefined) problems.push({ subject: repository.name, words: `${who}: ${forkWords(fork, candidate)}` })
  }
  return answer(context, 'ROOT-FORK', problems, 'No key that is to sign has signed another root of this version.')
}

/** The file, or before there is one, the draft without signatures. */
function bytesOf(context: RootContext): Uint8Array {
  return context.fileBytes ?? assembleRoot(context.draft, [])
}

/** A refusal of the strict reader or of the verifier becomes a problem of the rule that asked. */
function readBack(bytes: Uint8Array, judge: (root: UntrustedRoot) => readonly Problem[]): readonly Problem[] {
  try {
    return judge(parseRoot(bytes, 'The root'))
  } catch (cause) {
    if (!isCeremonyError(cause) || cause.disposition === 'bug') throw cause
    return [{ subject: '', words: wordsOf(cause).happened }]
  }
}

const withSubject =
  (subject: string) =>
  (problem: Problem): Problem => ({ subject, words: problem.words })

// What this token can do for a backup, shown on a throw-away key pair. Everything is tried; a mechanism list is not looked at.

import { randomBytes } from 'node:crypto'
import { makePrivateKey } from '../backup/made-key.node.ts'
import { CeremonyError, isCeremonyError } from '../errors.ts'
import type { Algorithm } from '../formats/algorithms.ts'
import type { BackupAbilities, Locked, WrapForm } from './backup-port.ts'
import { destroyAll } from './bring-in.ts'
import type { Cryptoki } from './cryptoki.ts'
import { explain } from './explain.ts'
import { importKey } from './import.ts'
import { findKey, findPrivateKey, generateInSomeForm } from './keys.ts'
import type { Lent } from './lent.ts'
import { lockKey, tryToWrap } from './lock.node.ts'
import { mechanisms } from './mechanisms.ts'
import { tokenRandom } from './random.ts'
import { refusalOf } from './refusal.ts'
import { type TokenSession, withSession } from './session.ts'
import { signMessages } from './sign.ts'
import { unwrapKey } from './unwrap.node.ts'
import { verifySignature } from './verify-signature.ts'
import { wrapKey } from './wrap.node.ts'
import { findUnwrapForm, findWrapForm } from './wrap-form.node.ts'
import { wrapOutside } from './wrap-outside.node.ts'

/** CKA_LABEL of what is made here: whoever finds one on a token may destroy it. */
export const probeLabel = 'anchorite-probe'

/**
 * Session objects where the module keeps them so; all are destroyed afterwards. Keys that were on the token are not touched.
 * @throws CeremonyError where the token is gone, the login is lost, or the device fails: then it is not known what it can do.
 */
export function probeBackup(cryptoki: Cryptoki, session: TokenSession, algorithm: Algorithm): BackupAbilities {
  const notes = new Notes()
  const random = notes.attempt('C_GenerateRandom', () => tokenRandom(cryptoki, session.serial, 32)) !== undefined
  // Objects of this session outlive the work session, which is dropped after each refusal.
  return withSession(cryptoki, session.slot, 'write', (holding) => {
    const made = newName(algorithm)
    const generated = notes.attempt(`C_GenerateKeyPair ${algorithm}, extractable`, () => {
      try {
        generateInSomeForm(cryptoki, { run: (act) => act(holding) }, { ...made, extractable: true })
      } catch (error) {
        throw explain(error, { serial: session.serial, algorithm })
      }
      return true
    })
    try {
      const wrapping = generated ? probeWrap(cryptoki, session, made, notes) : undefined
      const unwrapping = probeUnwrap(cryptoki, session, { algorithm, wrapping }, notes)
      const imports = probeImport(cryptoki, session, algorithm, notes)
      const locks = wrapping !== undefined && probeLock(cryptoki, session, made, notes)
      const gone = notes.attempt('C_DestroyObject', () => destroyAll(cryptoki, session, made.objectId))
      const destroys = gone !== undefined && gone.destroyed > 0 && gone.left === 0
      return { wrap: wrapping?.form, ...unwrapping, imports, locks, destroys, random, tried: notes.lines }
    } finally {
      notes.quietly(() => destroyAll(cryptoki, session, made.objectId))
    }
  })
}

type Named = ReturnType<typeof newName>
const newName = (algorithm: Algorithm) => ({
  objectId: randomBytes(16).toString('hex'),
  label: probeLabel,
  algorithm,
  kept: false,
})

/** A key of this token, wrapped under this KEK. */
type Wrapping = {
  readonly form: WrapForm
  readonly kek: Uint8Array
  readonly spki: Uint8Array
  readonly wrapped: Uint8Array
  readonly iv: Uint8Array | undefined
}

function probeWrap(cryptoki: Cryptoki, session: TokenSession, made: Named, notes: Notes): Wrapping | undefined {
  const { form, tried } = findWrapForm(cryptoki, session)
  notes.add(...tried.map(({ words }) => words))
  if (form === undefined) return undefined
  return notes.attempt('C_WrapKey of the new key', () => {
    const kek = randomBytes(32)
    const { wrapped, iv } = wrapKey(cryptoki, session, made, lent(kek))
    const spki = findKey(cryptoki, session, made)?.spki
    if (spki === undefined)
      throw new CeremonyError('token/key-missing', { ...fault(session, 'C_FindObjects'), ...made })
    return { form, kek, spki, wrapped, iv }
  })
}

/** A key that was made elsewhere, and its own where it has wrapped one: both must come in and sign. */
function probeUnwrap(
  cryptoki: Cryptoki,
  session: TokenSession,
  { algorithm, wrapping }: { readonly algorithm: Algorithm; readonly wrapping: Wrapping | undefined },
  notes: Notes,
): Pick<BackupAbilities, 'unwraps' | 'keepsIn'> {
  const form = wrapping?.form.form ?? 'aes-kwp'
  notes.add(...findUnwrapForm(cryptoki, session, form).tried.map(({ words }) => words))
  const foreign = notes.attempt('C_UnwrapKey of a key that was made elsewhere', () => {
    const kek = randomBytes(32)
    const { spki, pkcs8: privateKey } = makePrivateKey(algorithm)
    const blob = wrapOutside(form, kek, privateKey)
    return tryIncoming(cryptoki, session, algorithm, spki, (name) =>
      unwrapKey(cryptoki, session, { ...name, spki, blob }, lent(kek)),
    )
  })
  if (wrapping === undefined) return { unwraps: foreign === true, keepsIn: false }
  let after: Locked | undefined
  const own = notes.attempt('C_UnwrapKey of its own key', () => {
    const { kek, spki, wrapped, iv } = wrapping
    const blob =
      iv === undefined
        ? ({ mechanism: 'aes-kwp', wrapped } as const)
        : ({ mechanism: 'aes-cbc-pad-hmac', wrapped, iv, mac: new Uint8Array(32) } as const)
    const put = (name: Named) => unwrapKey(cryptoki, session, { ...name, spki, blob }, lent(kek))
    return tryIncoming(cryptoki, session, algorithm, spki, put, ({ objectId }) => {
      after = tryToWrap(cryptoki, session, findPrivateKey(cryptoki, session, objectId), wrapping.form)
    })
  })
  if (after !== undefined) notes.add(`C_WrapKey of what came in: ${after.locked ? after.refusal : after.reason}`)
  return { unwraps: foreign === true && own === true, keepsIn: after?.locked === true }
}

function probeImport(cryptoki: Cryptoki, session: TokenSession, algorithm: Algorithm, notes: Notes): boolean {
  const imported = notes.attempt('C_CreateObject of a private key', () => {
    const { spki, pkcs8: privateKey } = makePrivateKey(algorithm)
    return tryIncoming(cryptoki, session, algorithm, spki, (name) =>
      importKey(cryptoki, session, { ...name, spki }, lent(privateKey)),
    )
  })
  return imported === true
}

function probeLock(cryptoki: Cryptoki, session: TokenSession, made: Named, notes: Notes): boolean {
  const ended = notes.attempt('C_SetAttributeValue CKA_EXTRACTABLE false', () => lockKey(cryptoki, session, made))
  if (ended === undefined) return false
  notes.add(ended.locked ? `C_WrapKey afterwards: ${ended.refusal}` : `not locked: ${ended.reason}`)
  return ended.locked
}

/** It comes in, its signature holds, and it goes. */
function tryIncoming(
  cryptoki: Cryptoki,
  session: TokenSession,
  algorithm: Algorithm,
  spki: Uint8Array,
  put: (name: Named) => unknown,
  afterwards: (name: Named) => void = () => undefined,
): true {
  const name = newName(algorithm)
  put(name)
  try {
    const message = randomBytes(32)
    const { input, output } = mechanisms[algorithm]
    const raw = signMessages(cryptoki, session, { ...name, inputs: [input(message)] }, () => undefined)
    verifySignature({ spki, algorithm, message, signature: output(raw) })
    afterwards(name) // may end the work session, and the key with it
    return true
  } finally {
    destroyAll(cryptoki, session, name.objectId)
  }
}

/** Of a throw-away key: nothing secret, so nothing is overwritten. */
const lent =
  (bytes: Uint8Array): Lent =>
  (run) =>
    run(bytes)

const fault = ({ serial }: TokenSession, call: string) => ({ serial, call, ckr: 'none' })

/** What each attempt ended in. A refusal is an answer here; a token that is gone, or a device that fails, is not. */
class Notes {
  readonly lines: string[] = []

  add(...lines: readonly string[]): void {
    this.lines.push(...lines)
  }

  attempt<T>(what: string, act: () => T): T | undefined {
    try {
      const result = act()
      this.add(`${what}: done`)
      return result
    } catch (error) {
      this.add(`${what}: ${outcomeOf(error)}`)
      return undefined
    }
  }

  /** After everything else: what is left then dies with its session. */
  quietly(act: () => void): void {
    try {
      act()
    } catch (error) {
      if (!isCeremonyError(error)) throw error
    }
  }
}

const refusals = [
  'token/cannot-wrap',
  'token/cannot-unwrap',
  'token/cannot-import',
  'token/blob-refused',
  'token/key-not-extractable',
  'token/key-attributes',
  'token/bad-signature',
  'token/bad-public-key',
  'token/key-incomplete',
  'token/key-missing',
  'token/pin-every-time',
] as const

/** @throws what is no answer of the token to what was tried. */
function outcomeOf(error: unknown): string {
  const refusal = refusalOf(error)
  if (refusal !== undefined) return `${refusal.ckr}${refusal.ckr === 'CKR_OK' ? ', with an answer that cannot be' : ''}`
  for (const code of refusals) {
    if (!isCeremonyError(error, code)) continue
    const detail: Readonly<Record<string, unknown>> = error.detail
    const ckr = typeof detail.ckr === 'string' && detail.ckr !== 'none' ? `${detail.ckr} ` : ''
    const wrong = Array.isArray(detail.wrong) ? `: ${detail.wrong.join(', ')}` : ''
    return `${ckr}(${code}${wrong})`
  }
  throw error
}

// Wrap, unwrap, import, lock and destroy on a token in memory, as SoftHSM does them: RFC 5649 under 0x210A, no Ed25519 out.

import { createPrivateKey, createPublicKey, type KeyObject, randomBytes } from 'node:crypto'
import { type KeyBlob, unwrapKwp, wrapKwp } from '../../core/backup/blob.ts'
import { type Purpose, type Receiver, seal } from '../../core/backup/sealed-box.node.ts'
import { CeremonyError, type ErrorCode, type ErrorDetail } from '../../core/errors.ts'
import type { Algorithm } from '../../core/formats/algorithms.ts'
import type { BackupAbilities, Locked, WrapForm } from '../../core/token/backup-port.ts'
import type { KeyAttributes, TokenHost, TokenKey } from '../../core/token/port.ts'

/** What a token in memory can do, and how it disobeys. */
export type FakeAbilities = {
  /** undefined: it has no C_WrapKey. */
  readonly wrap: WrapForm | undefined
  readonly unwraps: boolean
  readonly imports: boolean
  /** `refuses`: CKA_EXTRACTABLE cannot be set; `lies`: it reads false, and the key is wrapped all the same. */
  readonly locks: 'yes' | 'refuses' | 'lies'
  /** What it calls wrapped is a name by which it and its like know the key again, and not the key. */
  readonly wrapsNames?: boolean
  /** C_DestroyObject says "done"; does it destroy? */
  readonly destroys: boolean
}

export const likeSoftHsm: FakeAbilities = {
  wrap: { form: 'aes-kwp', mechanism: 0x210a },
  unwraps: true,
  imports: true,
  locks: 'yes',
  destroys: true,
}

export type FakeKey = { readonly key: TokenKey; readonly privateKey: KeyObject }

type FakeTable = {
  readonly serial: string
  readonly abilities: FakeAbilities
  readonly keys: Map<string, FakeKey>
  readonly attributes: Partial<KeyAttributes>
}

const fail = <C extends ErrorCode>(code: C, detail: ErrorDetail<C>): never => {
  throw new CeremonyError(code, detail)
}

const fault = ({ serial }: FakeTable, call: string, ckr = 'none') => ({ serial, call, ckr })

function open(receiver: Receiver, box: Uint8Array, purpose: Purpose): Uint8Array {
  const problem = 'a sealed box that is not for this process'
  return receiver.open(box, purpose) ?? fail('token/request', { call: purpose, problem })
}

export const fakeRandom = (sizeBytes: number, to: Uint8Array): Uint8Array => seal(to, randomBytes(sizeBytes), 'random')

export function fakeWrap(
  token: FakeTable,
  receiver: Receiver,
  { objectId, algorithm, kek }: Parameters<TokenHost['wrapKey']>[0],
): Awaited<ReturnType<TokenHost['wrapKey']>> {
  const found = find(token, objectId, 'C_FindObjects')
  if (!found.key.attributes.extractable)
    fail('token/key-not-extractable', { ...fault(token, 'C_GetAttributeValue'), objectId })
  const { wrap } = token.abilities
  if (wrap === undefined) {
    const tried = ['C_WrapKey 0x210b: CKR_FUNCTION_NOT_SUPPORTED']
    return fail('token/cannot-wrap', { ...fault(token, 'C_WrapKey', 'CKR_FUNCTION_NOT_SUPPORTED'), tried })
  }
  if (algorithm === 'ed25519') {
    const tried = ['C_WrapKey 0x210a of the ed25519 key: CKR_KEY_NOT_WRAPPABLE']
    return fail('token/cannot-wrap', { ...fault(token, 'C_WrapKey', 'CKR_KEY_NOT_WRAPPABLE'), tried })
  }
  const pkcs8 = token.abilities.wrapsNames === true ? nameOf(found.privateKey) : pkcs8Of(found.privateKey)
  const wrapped = new Uint8Array(wrapKwp(open(receiver, kek, 'kek'), pkcs8))
  return wrap.form === 'aes-kwp' ? { ...wrap, wrapped } : { ...wrap, wrapped, iv: new Uint8Array(16) }
}

export function fakeUnwrap(
  token: FakeTable,
  receiver: Receiver,
  request: Parameters<TokenHost['unwrapKey']>[0],
): TokenKey {
  if (!token.abilities.unwraps) {
    const tried = ['C_UnwrapKey 0x210b: CKR_FUNCTION_NOT_SUPPORTED']
    fail('token/cannot-unwrap', { ...fault(token, 'C_UnwrapKey', 'CKR_FUNCTION_NOT_SUPPORTED'), tried })
  }
  const { objectId } = request
  refuseTaken(token, objectId)
  const pkcs8 = unwrapped(open(receiver, request.kek, 'kek'), request.blob)
  if (pkcs8 === undefined)
    return fail('token/blob-refused', { ...fault(token, 'C_UnwrapKey', 'CKR_GENERAL_ERROR'), objectId })
  return put(token, pkcs8, request, 'C_UnwrapKey')
}

const pkcs8Of = (key: KeyObject): Uint8Array => key.export({ format: 'der', type: 'pkcs8' })

/** Keys that are known by name to all tokens of this maker. */
const named = new Map<string, KeyObject>()

function nameOf(key: KeyObject): Uint8Array {
  const name = randomBytes(121)
  named.set(name.toString('hex'), key)
  return name
}

function unwrapped(kek: Uint8Array, { wrapped }: KeyBlob): Uint8Array | undefined {
  const content = unwrapKwp(kek, wrapped)
  const known = content === undefined ? undefined : named.get(Buffer.from(content).toString('hex'))
  return known === undefined ? content : pkcs8Of(known)
}

export function fakeImport(
  token: FakeTable,
  receiver: Receiver,
  request: Parameters<TokenHost['importKey']>[0],
): TokenKey {
  const { algorithm } = request
  refuseTaken(token, request.objectId)
  if (!token.abilities.imports)
    fail('token/cannot-import', { ...fault(token, 'C_CreateObject', 'CKR_TEMPLATE_INCONSISTENT'), algorithm })
  return put(token, open(receiver, request.privateKey, 'private-key'), request, 'C_CreateObject')
}

export function fakeLock(token: FakeTable, { objectId }: Parameters<TokenHost['lockKey']>[0]): Locked {
  const found = find(token, objectId, 'C_FindObjects')
  if (token.abilities.locks === 'refuses' && found.key.attributes.extractable)
    return { locked: false, reason: 'CKR_ATTRIBUTE_READ_ONLY' }
  const attributes = { ...found.key.attributes, extractable: false }
  token.keys.set(objectId, { ...found, key: { ...found.key, attributes } })
  if (token.abilities.locks !== 'lies') return { locked: true, refusal: 'CKR_KEY_UNEXTRACTABLE' }
  return { locked: false, reason: 'it reads as not extractable, and yet was wrapped under a foreign key' }
}

export function fakeDestroy(token: FakeTable, objectId: string): { destroyed: number; left: number } {
  const found = token.keys.has(objectId) ? 2 : 0
  if (!token.abilities.destroys) return { destroyed: found, left: found }
  token.keys.delete(objectId)
  return { destroyed: found, left: 0 }
}

export function fakeProbe({ abilities }: FakeTable, algorithm: Algorithm): BackupAbilities {
  const wrap = algorithm === 'ed25519' ? undefined : abilities.wrap
  const { unwraps, imports, destroys } = abilities
  const locks = wrap !== undefined && abilities.locks === 'yes'
  const keepsIn = wrap !== undefined && abilities.locks !== 'lies'
  return {
    wrap,
    unwraps,
    keepsIn,
    imports,
    locks,
    destroys,
    random: true,
    tried: ['a token in memory: asked, not tried'],
  }
}

function find(token: FakeTable, objectId: string, call: string): FakeKey {
  return token.keys.get(objectId) ?? fail('token/key-missing', { ...fault(token, call), objectId })
}

function refuseTaken(token: FakeTable, objectId: string): void {
  if (token.keys.has(objectId)) fail('token/object-id-taken', { ...fault(token, 'C_FindObjects'), objectId })
}

type Incoming = {
  readonly objectId: string
  readonly label: string
  readonly algorithm: Algorithm
  readonly spki: Uint8Array
}

/** A token that disobeys (`attributes`) is refused, and its key destroyed. */
function put(token: FakeTable, pkcs8: Uint8Array, incoming: Incoming, call: string): TokenKey {
  const { objectId, label, algorithm, spki } = incoming
  const wrong = Object.entries(token.attributes).map(([name, value]) => `${name} is ${value}`)
  if (wrong.length > 0)
    fail('token/key-attributes', { ...fault(token, call, 'CKR_OK'), objectId, wrong, rest: 'destroyed' })
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
  const real = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  if (call === 'C_CreateObject' && Buffer.compare(real, spki) !== 0)
    fail('token/request', { call, problem: 'a private key of another public key' })
  const attributes: KeyAttributes = {
    sensitive: true,
    extractable: false,
    sign: true,
    private: true,
    token: true,
    claimedLocal: false,
    claimedAlwaysSensitive: false,
    claimedNeverExtractable: false,
  }
  const key: TokenKey = { objectId, label, algorithm, spki: Uint8Array.from(spki), attributes }
  token.keys.set(objectId, { key, privateKey })
  return key
}

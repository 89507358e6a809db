// The only file that touches graphene-pk11 and its pkcs11js layer. Every defect of theirs is met here, by name.
// Synchronous calls only: the asynchronous ones do not keep their input alive and sign other data (pkcs11js #121).

import { isAbsolute } from 'node:path'
import { Module } from 'graphene-pk11'
import { CeremonyError, isCeremonyError } from '../errors.ts'
import type { SiteModule } from '../formats/site.ts'
import { ckrOf } from './ckr.ts'
import type { Cryptoki, Handle, Mechanism, RawTokenInfo, Template } from './cryptoki.ts'
import { CKF } from './numbers.ts'
import { escapeText } from './untrusted-text.ts'

/** pkcs11js CK_PARAMS_RSA_PSS. An unknown type would be taken with an uninitialised pointer, so it is never computed. */
const PSS_PARAMS = 5
const maxObjects = 64
/** Longer than any signature that is asked for (RSA-4096: 512), so an answer one byte too long is seen. */
const signatureBufferBytes = 1024
/** Longer than any wrapped key (RSA-4096 as PKCS#8: about 2400). A module that says more fills it, which is seen. */
const wrappedBufferBytes = 8192

/**
 * Load a PKCS#11 library and C_Initialize it. The library runs inside this process from here on: crash, hang or lie.
 *
 * An object after a failed load crashes the process when used, and garbage collection of the module unloads the
 * library: so a failed one is dropped at once, and the returned object holds the only, strong reference.
 *
 * @throws CeremonyError `token/module-unusable`, `token/module-start`.
 */
export function openModule(site: SiteModule): Cryptoki {
  const unusable = (reason: string, cause?: unknown) =>
    new CeremonyError('token/module-unusable', { path: site.path, reason }, { cause })
  // An empty or relative path would find this program itself, or a library by chance.
  if (!isAbsolute(site.path)) throw unusable('the path is not absolute')
  let module: Module
  try {
    module = Module.load(site.path)
  } catch (cause) {
    throw unusable(loadProblem(cause), cause)
  }
  try {
    // Not module.initialize(): it swallows CKR_CRYPTOKI_ALREADY_INITIALIZED. Flags are 0 unless told.
    // pkcs11js drops the last character of libraryParameters; the blank is the one it drops.
    module.lib.C_Initialize({
      flags: CKF.osLockingOk,
      ...(site.parameters === undefined ? {} : { libraryParameters: `${site.parameters} ` }),
    })
  } catch (cause) {
    const ckr = ckrOf(cause) ?? 'none'
    throw new CeremonyError('token/module-start', { path: site.path, call: 'C_Initialize', ckr }, { cause })
  }
  return new GrapheneCryptoki(module)
}

/** The loader's words sorted into a few of our own; its text is not passed on. */
function loadProblem(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : ''
  if (/C_GetFunctionList/.test(text)) return 'it is a library, but not a PKCS#11 one (no C_GetFunctionList)'
  if (/cannot open shared object file/.test(text)) return 'it, or a library that it needs, cannot be opened'
  if (/invalid ELF header|file too short|cannot read file data|wrong ELF class/.test(text)) return 'it is not a library'
  if (/undefined symbol/.test(text)) return 'a symbol that it needs is missing'
  const ckr = ckrOf(cause)
  return ckr === undefined ? 'the loader refused it' : `it refused to give its functions (${ckr})`
}

class GrapheneCryptoki implements Cryptoki {
  readonly #module: Module
  readonly #signature = Buffer.alloc(signatureBufferBytes)

  constructor(module: Module) {
    this.#module = module
  }

  get #lib(): Module['lib'] {
    return this.#module.lib
  }

  slots(): readonly Handle[] {
    return call('C_GetSlotList', () => this.#lib.C_GetSlotList(true))
  }

  tokenInfo(slot: Handle): RawTokenInfo {
    const info = call('C_GetTokenInfo', () => this.#lib.C_GetTokenInfo(slot))
    return {
      serial: escapeText(info.serialNumber),
      label: escapeText(info.label),
      manufacturer: escapeText(info.manufacturerID),
      model: escapeText(info.model),
      firmware: `${info.firmwareVersion.major}.${info.firmwareVersion.minor}`,
      flags: info.flags,
      minPinBytes: info.minPinLen,
      maxPinBytes: info.maxPinLen,
    }
  }

  mechanisms(slot: Handle): readonly number[] {
    return call('C_GetMechanismList', () => this.#lib.C_GetMechanismList(slot))
  }

  initToken(slot: Handle, soPin: Uint8Array, label: string): void {
    // Not graphene's slot.initToken(): it throws after the token has been erased. And the module reads 32 bytes of the
    // label whatever its length: unpadded, bytes of the heap would go into the token.
    const label32 = label.padEnd(32, ' ')
    if (!/^[\x20-\x7e]{32}$/.test(label32)) throw new CeremonyError('token/request', badLabel)
    withPin(soPin, (pin) => call('C_InitToken', () => this.#lib.C_InitToken(slot, pin, label32)))
  }

  initPin(session: Handle, pin: Uint8Array): void {
    withPin(pin, (text) => call('C_InitPIN', () => this.#lib.C_InitPIN(session, text)))
  }

  setPin(session: Handle, oldPin: Uint8Array, newPin: Uint8Array): void {
    withPin(oldPin, (old) => withPin(newPin, (text) => call('C_SetPIN', () => this.#lib.C_SetPIN(session, old, text))))
  }

  openSession(slot: Handle, access: 'read' | 'write'): Handle {
    const flags = CKF.serialSession | (access === 'write' ? CKF.rwSession : 0)
    return call('C_OpenSession', () => this.#lib.C_OpenSession(slot, flags))
  }

  closeSession(session: Handle): void {
    call('C_CloseSession', () => this.#lib.C_CloseSession(session))
  }

  sessionState(session: Handle): number {
    return call('C_GetSessionInfo', () => this.#lib.C_GetSessionInfo(session)).state
  }

  login(session: Handle, userType: number, pin: Uint8Array): void {
    withPin(pin, (text) => call('C_Login', () => this.#lib.C_Login(session, userType, text)))
  }

  logout(session: Handle): void {
    call('C_Logout', () => this.#lib.C_Logout(session))
  }

  find(session: Handle, template: Template): readonly Handle[] {
    call('C_FindObjectsInit', () => this.#lib.C_FindObjectsInit(session, forPkcs11js(template)))
    const found: Handle[] = []
    // A module may give fewer than asked for at a time; the end is an empty answer (PKCS#11 C_FindObjects).
    for (let more: Handle[] = []; found.length < maxObjects; found.push(...more)) {
      more = call('C_FindObjects', () => this.#lib.C_FindObjects(session, maxObjects))
      if (more.length === 0) break
    }
    call('C_FindObjectsFinal', () => this.#lib.C_FindObjectsFinal(session))
    return found
  }

  attribute(session: Handle, object: Handle, type: number): Uint8Array | undefined {
    // One at a time and by number: asked together, one that is missing hides the others; by name, graphene answers
    // CKA_EC_PARAMS under another name.
    try {
      const [attribute] = call('C_GetAttributeValue', () => this.#lib.C_GetAttributeValue(session, object, [{ type }]))
      return attribute?.value === undefined ? undefined : Uint8Array.from(attribute.value)
    } catch (error) {
      if (isCeremonyError(error, 'token/failed') && absent.has(error.detail.ckr)) return undefined
      throw error
    }
  }

  generateKeyPair(session: Handle, mechanism: Mechanism, publicKey: Template, privateKey: Template): void {
    // The handles are not used: what was made is found again by its CKA_ID.
    call('C_GenerateKeyPair', () =>
      this.#lib.C_GenerateKeyPair(session, parameters(mechanism), forPkcs11js(publicKey), forPkcs11js(privateKey)),
    )
  }

  createObject(session: Handle, template: Template): Handle {
    const copy = forPkcs11js(template)
    try {
      return call('C_CreateObject', () => this.#lib.C_CreateObject(session, copy))
    } finally {
      // The value of a key may be among them. pkcs11js has freed its own copy, not overwritten it: this process does not live long.
      for (const { value } of copy) if (value instanceof Uint8Array) value.fill(0)
    }
  }

  setAttributes(session: Handle, object: Handle, template: Template): void {
    call('C_SetAttributeValue', () => this.#lib.C_SetAttributeValue(session, object, forPkcs11js(template)))
  }

  wrapKey(session: Handle, mechanism: Mechanism, wrapping: Handle, key: Handle): Uint8Array {
    const buffer = Buffer.alloc(wrappedBufferBytes)
    const answer = call('C_WrapKey', () => this.#lib.C_WrapKey(session, parameters(mechanism), wrapping, key, buffer))
    // Empty: a length of 2^40, cut to 32 bits. Full: a length beyond the buffer.
    if (answer.length > 0 && answer.length < buffer.length) return new Uint8Array(answer)
    const what = `a wrapped key of ${answer.length === 0 ? 'no' : 'too many'} bytes`
    throw new CeremonyError('token/bad-answer', { call: 'C_WrapKey', ckr: 'CKR_OK', what })
  }

  unwrapKey(
    session: Handle,
    mechanism: Mechanism,
    { key, wrapped }: { readonly key: Handle; readonly wrapped: Uint8Array },
    template: Template,
  ): Handle {
    const input = Buffer.from(wrapped)
    return call('C_UnwrapKey', () =>
      this.#lib.C_UnwrapKey(session, parameters(mechanism), key, input, forPkcs11js(template)),
    )
  }

  random(session: Handle, sizeBytes: number): Uint8Array {
    const buffer = Buffer.alloc(sizeBytes)
    call('C_GenerateRandom', () => this.#lib.C_GenerateRandom(session, buffer))
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length)
  }

  destroyObject(session: Handle, object: Handle): void {
    call('C_DestroyObject', () => this.#lib.C_DestroyObject(session, object))
  }

  sign(session: Handle, mechanism: Mechanism, key: Handle, data: Uint8Array, sizeBytes: number): Uint8Array {
    call('C_SignInit', () => this.#lib.C_SignInit(session, parameters(mechanism), key))
    const input = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    const answer = call('C_Sign', () => this.#lib.C_Sign(session, input, this.#signature))
    // Lengths are cut to 32 bits on the way: a module that says "2^40 bytes" comes out as an empty success.
    if (answer.length !== sizeBytes) {
      const what = `${answer.length} bytes where ${sizeBytes} are due`
      throw new CeremonyError('token/bad-answer', { call: 'C_Sign', ckr: 'CKR_OK', what })
    }
    return new Uint8Array(answer) // a copy: the buffer is used again
  }

  close(): void {
    call('C_Finalize', () => this.#lib.C_Finalize())
  }
}

const absent: ReadonlySet<string> = new Set(['CKR_ATTRIBUTE_TYPE_INVALID', 'CKR_ATTRIBUTE_SENSITIVE'])
const badLabel = { call: 'C_InitToken', problem: 'a label that is not 1 to 32 printable ASCII characters' }

/** One call. Only the CKR name leaves here: a message of the library might hold anything. */
function call<T>(name: string, run: () => T): T {
  try {
    return run()
  } catch (cause) {
    const ckr = ckrOf(cause)
    if (ckr !== undefined) throw new CeremonyError('token/failed', { call: name, ckr })
    if (cause instanceof TypeError)
      throw new CeremonyError('token/request', { call: name, problem: 'arguments that pkcs11js does not take' })
    // It took them, called, and could not take the answer: a length for which there is no memory.
    throw new CeremonyError('token/bad-answer', { call: name, ckr: 'CKR_OK', what: 'a length that cannot be' })
  }
}

/**
 * The one place where a PIN is a string: pkcs11js takes nothing else. The bytes are overwritten; the string and the
 * copies that pkcs11js makes stay in memory until this process ends, which is why it lives for one login only.
 */
function withPin(pin: Uint8Array, run: (text: string) => void): void {
  const text = Buffer.from(pin.buffer, pin.byteOffset, pin.byteLength).toString('utf8')
  pin.fill(0)
  run(text)
}

/** pkcs11js writes into the templates it gets, so it gets copies; only Buffers count as bytes. A Date would crash it. */
function forPkcs11js(template: Template): { type: number; value: number | boolean | string | Buffer }[] {
  return template.map(({ type, value }) => ({ type, value: value instanceof Uint8Array ? Buffer.from(value) : value }))
}

function parameters({ mechanism, iv, pss }: Mechanism) {
  if (iv !== undefined) return { mechanism, parameter: Buffer.from(iv) }
  return { mechanism, ...(pss === undefined ? {} : { parameter: { type: PSS_PARAMS, ...pss } }) }
}

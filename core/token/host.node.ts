// Entry of the token process: one module, one login, one synchronous call at a time. It may crash; the ceremony does not.

import { newReceiver, type Purpose, seal } from '../backup/sealed-box.node.ts'
import { CeremonyError } from '../errors.ts'
import { destroyAll } from './bring-in.ts'
import type { Cryptoki } from './cryptoki.ts'
import { readData, writeData } from './data.ts'
import { importKey } from './import.ts'
import { initialise } from './initialise.node.ts'
import { findKey, generateKeyPair } from './keys.ts'
import type { Lent } from './lent.ts'
import { lockKey } from './lock.node.ts'
import { login } from './login.node.ts'
import { probeBackup } from './probe.node.ts'
import type { Answer, CallName, ToHost } from './protocol.ts'
import { tokenRandom } from './random.ts'
import { type Post, serveStation } from './serve.node.ts'
import type { TokenSession } from './session.ts'
import { signMessages } from './sign.ts'
import { listTokens } from './slots.ts'
import { unwrapKey } from './unwrap.node.ts'
import { wrapKey } from './wrap.node.ts'

/** A sign of life is sent at most this often; the deadline that it feeds is seconds, and each one costs a system call. */
const aliveEveryMs = 50

/** AES-256. */
const kekBytes = 32
/** Of this very process: what is sealed to it is of no use to the next one. */
const receiver = newReceiver()
let cryptoki: Cryptoki | undefined
let session: TokenSession | undefined

async function answer(request: ToHost, post: Post): Promise<Answer<CallName>> {
  if (request.call === 'open') {
    if (cryptoki !== undefined) throw new CeremonyError('token/request', { call: 'open', problem: 'a second module' })
    cryptoki = (await loadAdapter()).openModule(request.argument)
    return null
  }
  if (cryptoki === undefined) throw new CeremonyError('token/request', { call: request.call, problem: 'no module yet' })
  switch (request.call) {
    case 'list': {
      return listTokens(cryptoki)
    }
    case 'initialise':
      refuseSecondLogin(request.argument.serial, 'C_InitToken')
      return initialise(cryptoki, request.argument)
    case 'login':
      refuseSecondLogin(request.argument.serial, 'C_Login')
      session = login(cryptoki, request.argument.serial, request.argument.pin)
      return null
    case 'generateKeyPair':
      return generateKeyPair(cryptoki, loggedIn('C_GenerateKeyPair'), request.argument)
    case 'findKey':
      return findKey(cryptoki, loggedIn('C_FindObjects'), request.argument) ?? null
    case 'sign':
      return signMessages(cryptoki, loggedIn('C_Sign'), request.argument, signOfLife(request.id, post))
    case 'readData':
      return readData(cryptoki, request.argument.serial, request.argument.label) ?? null
    case 'writeData':
      return writeData(cryptoki, loggedIn('C_CreateObject'), request.argument.label, request.argument.value)
    case 'receiver':
      return receiver.publicKey
    case 'random': {
      const { serial, sizeBytes, to } = request.argument
      const bytes = tokenRandom(cryptoki, serial, sizeBytes)
      try {
        return seal(to, bytes, 'random')
      } finally {
        bytes.fill(0)
      }
    }
    case 'wrapKey':
      return wrapKey(cryptoki, loggedIn('C_WrapKey'), request.argument, opened(request.argument.kek, 'kek'))
    case 'unwrapKey':
      return unwrapKey(cryptoki, loggedIn('C_UnwrapKey'), request.argument, opened(request.argument.kek, 'kek'))
    case 'importKey': {
      const privateKey = opened(request.argument.privateKey, 'private-key')
      return importKey(cryptoki, loggedIn('C_CreateObject'), request.argument, privateKey)
    }
    case 'lockKey':
      return lockKey(cryptoki, loggedIn('C_SetAttributeValue'), request.argument)
    case 'destroyKey':
      return destroyAll(cryptoki, loggedIn('C_DestroyObject'), request.argument.objectId)
    case 'probeBackup': {
      const found = probeBackup(cryptoki, loggedIn('C_GenerateKeyPair'), request.argument.algorithm)
      return { ...found, wrap: found.wrap ?? null }
    }
    case 'close':
      session?.close()
      cryptoki.close()
      return null
    default:
      return request satisfies never
  }
}

/** Loaded late, so that an adapter that was never compiled is an answer and not a crash. */
async function loadAdapter(): Promise<typeof import('./graphene.node.ts')> {
  try {
    return await import('./graphene.node.ts')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    throw new CeremonyError('token/adapter-missing', { reason: code }, { cause })
  }
}

function loggedIn(call: string): TokenSession {
  if (session === undefined) throw new CeremonyError('token/not-logged-in', { call, ckr: 'none' })
  return session
}

/**
 * The secret of a box, opened only when it is needed. It is lent once, and overwritten then, whatever came of it.
 * @throws CeremonyError `token/request` where the box is for another process or purpose.
 */
function opened(box: Uint8Array, purpose: Purpose): Lent {
  return (run) => {
    const bytes = receiver.open(box, purpose)
    if (bytes === undefined || (purpose === 'kek' && bytes.length !== kekBytes))
      throw new CeremonyError('token/request', { call: purpose, problem: 'a sealed box that is not for this process' })
    try {
      return run(bytes)
    } finally {
      bytes.fill(0)
    }
  }
}

function refuseSecondLogin(serial: string, call: string): void {
  if (session !== undefined) throw new CeremonyError('token/already-logged-in', { serial, call, ckr: 'none' })
}

function signOfLife(id: number, post: Post): () => void {
  let last = performance.now()
  return () => {
    const now = performance.now()
    if (now - last < aliveEveryMs) return
    last = now
    post({ id, kind: 'alive' })
  }
}

/** Every PIN of a request is overwritten, whatever became of it. */
function wipePins(request: ToHost): void {
  if (request.call === 'login') request.argument.pin.fill(0)
  if (request.call === 'initialise')
    for (const pin of [request.argument.factorySoPin, request.argument.soPin, request.argument.userPin]) pin.fill(0)
}

// Not awaited: a module that does not end its evaluation holds up whoever loads it, and Electron loads this one.
void serveStation({ name: 'token host', answer, wipe: wipePins })

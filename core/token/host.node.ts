// Entry of the token process: one module, one login, one synchronous call at a time. It may crash; the ceremony does not.

import { CeremonyError } from '../errors.ts'
import type { Cryptoki } from './cryptoki.ts'
import { readData, writeData } from './data.ts'
import { initialise } from './initialise.node.ts'
import { findKey, generateKeyPair } from './keys.ts'
import { login } from './login.node.ts'
import type { Answer, CallName, ToHost } from './protocol.ts'
import { type Post, serveStation } from './serve.node.ts'
import type { TokenSession } from './session.ts'
import { signMessages } from './sign.ts'
import { listTokens } from './slots.ts'

/** A sign of life is sent at most this often; the deadline that it feeds is seconds, and each one costs a system call. */
const aliveEveryMs = 50

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

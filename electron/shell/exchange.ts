// The host's end of a shell: one coded request in, one coded reply out. Both shells end here, and here begins `serve`.

import type { BridgeCall, CallBridge, Reply } from '../../core/bridge.ts'
import { CeremonyError, wordsOf } from '../../core/errors.ts'
import { wipeFreedSoon } from '../host/memory.node.ts'
import { type Carried, decode, encode } from './codec.ts'
import { nodeBase64 } from './node-base64.ts'

/**
 * Answer one request `{call, args}`, or `{call, problem}` where the window's end could not carry the arguments.
 * Always answers, and with a Reply: a request that cannot be read is refused as `station/bridge`, with no effect.
 * What the arguments may be is checked behind `call`, by the schema of the bridge.
 */
export async function exchange(call: CallBridge, text: string): Promise<string> {
  const request = requestOf(text)
  if ('problem' in request) return replyText(refusal(request.call, request.problem))
  // The name and the arguments are whatever the window sent: `serve` behind `call` checks both before anything else.
  try {
    return replyText(await call(request.call as BridgeCall, request.args as never)) // as above
  } finally {
    if (bringsSecret.includes(request.call)) forget(request.args)
    // Of a secret that goes out only strings remain, in the reply that is freed once it is sent.
    if (givesSecret.includes(request.call)) wipeFreedSoon()
  }
}

const bringsSecret: readonly string[] = [
  'ceremony.secret',
  'ceremony.confirm',
  'ceremony.deviation',
  'share.read',
] satisfies BridgeCall[]

const givesSecret: readonly string[] = ['share.card', 'share.sheet', 'share.print'] satisfies BridgeCall[]

/** The host overwrites the bytes that it takes, not those of a call that it refuses; and the call came as text. */
function forget(args: Carried): void {
  for (const member of Object.values(membersOf(args))) if (member instanceof Uint8Array) member.fill(0)
  wipeFreedSoon()
}

type Request = { readonly call: string; readonly args: Carried } | { readonly call: string; readonly problem: string }

function requestOf(text: string): Request {
  const decoded = decode(text, nodeBase64)
  if (!decoded.ok) return { call: 'without a name', problem: decoded.problem }
  const members = membersOf(decoded.value)
  if (typeof members.call !== 'string') return { call: 'without a name', problem: 'its name is not text' }
  const call = members.call.slice(0, 60)
  if (typeof members.problem === 'string') return { call, problem: members.problem.slice(0, 200) }
  return { call: members.call, args: members.args ?? null }
}

type Members = { readonly [name: string]: Carried | undefined }

function membersOf(value: Carried): Members {
  const isObject =
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  return isObject ? (value as Members) : {} // the other object-like kinds were excluded on the line above
}

function replyText(reply: Reply<unknown>): string {
  const coded = encode(reply, nodeBase64)
  if (coded.ok) return coded.value
  const told = encode(refusal('of the window', `its answer cannot be carried: ${coded.problem}`), nodeBase64)
  if (told.ok) return told.value
  throw new CeremonyError('station/bug', { what: 'a refusal that cannot be carried' })
}

function refusal(call: string, problem: string): Reply<never> {
  const error = new CeremonyError('station/bridge', { call, problem })
  return { ok: false, error: { code: error.code, disposition: error.disposition, words: wordsOf(error) } }
}

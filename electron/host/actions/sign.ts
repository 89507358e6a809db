// root/sign: one keyholder, one token, over the digests that were reviewed. Rule ROOT-FORK stands before it. Rule SIGN-SAME.

import { createHash } from 'node:crypto'
import { encodeList } from '../../../core/ceremony/chunks.ts'
import { forkIsExcused } from '../../../core/ceremony/fork-excuse.ts'
import { factsOf, madeFacts } from '../../../core/ceremony/state.ts'
import {
  encodeTokenEntry,
  forkOf,
  forkWords,
  parseTokenEntry,
  type RegisterEntry,
} from '../../../core/checks/register.ts'
import { CeremonyError } from '../../../core/errors.ts'
import type { PlannedRepository } from '../../../core/formats/plan.ts'
import type { TokenHost } from '../../../core/token/port.ts'
import { verifySignature } from '../../../core/token/verify-signature.ts'
import { keyIdOf, tufKeyOf } from '../../../core/tuf/key.ts'
import { payloadOf } from '../../../core/tuf/root.ts'
import { draftListOf, reviewedDigest, signatureListOf } from '../../../core/verify/lists.ts'
import {
  type ActionContext,
  type ActionHandler,
  chunkRepositories,
  type Found,
  keyOnToken,
  refuseWeakPinState,
  stringFact,
} from './action.ts'
import { checkedChunk, draftOf, publicKeysOf } from './root.ts'

/** One data object a repository: more than these would fill a small token, and stay in the station's register alone. */
const maxTokenEntries = 16

type ToSign = { readonly repository: PlannedRepository; readonly payload: Uint8Array; readonly entry: RegisterEntry }

export const rootSign: ActionHandler = {
  prepare: async (context) => {
    const key = keyOnToken(context)
    checkedChunk(context)
    const info = await context.desk.find(key.token)
    if (!context.desk.isLoggedIn(key.token)) refuseWeakPinState(key.token, info.userPin, context.spendTry)
    const signing = toSign(context)
    const fork = await refuseFork(context, signing)
    return {
      key: key.id,
      token: key.token,
      serial: info.serial,
      repositories: signing.length,
      payloadSha256: reviewedDigest(draftListOf(signing)),
      pinState: info.userPin,
      fork: fork ?? null,
    }
  },
  act: async (context, detail) => {
    const key = keyOnToken(context)
    const { spki } = sourceOf(context)
    const objectId = stringFact(madeFacts(context.state, key.id), 'objectId', context.step)
    const signing = toSign(context)
    const host = await context.desk.login(key.token, () => context.secret('userPin'))
    const registerOnToken = await enter(context, host, signing, detail.fork !== null)
    // Repositories that differ only in name have the same bytes to sign: each distinct payload is signed once.
    const distinct = new Map(signing.map(({ payload, entry }) => [entry.payloadSha256, payload]))
    const messages = [...distinct.values()]
    const made = await host.sign({ objectId, algorithm: key.algorithm, messages })
    const byPayload = new Map([...distinct.keys()].map((digest, index) => [digest, made[index]]))
    const signatures = new Map<string, Uint8Array>()
    for (const { repository, payload, entry } of signing) {
      const signature = byPayload.get(entry.payloadSha256)
      if (signature === undefined)
        throw new CeremonyError('station/bug', { what: 'the token host returned no signature' })
      verifySignature({ spki, algorithm: key.algorithm, message: payload, signature })
      context.store.put(signature)
      signatures.set(repository.name, signature)
    }
    return {
      key: key.id,
      keyId: keyIdOf(tufKeyOf(spki, key.algorithm)),
      repositories: signing.length,
      payloadSha256: reviewedDigest(draftListOf(signing)),
      listSha256: context.store.put(encodeList(signatureListOf(signatures)).bytes),
      registerOnToken,
      verified: true,
    }
  },
  // A signature that was lost with the crash is made again, over the digest that was recorded; nothing on the token tells.
  look: async (_context, detail): Promise<Found> => ({
    found: {
      key: String(detail.key),
      payloadSha256: String(detail.payloadSha256),
      note: 'Whether the token signed before the interruption cannot be seen. It may sign the same bytes again; the record says so.',
    },
  }),
}

/** What is signed, and how each signature will stand in the register. The bytes must be those that were reviewed. */
function toSign(context: ActionContext): readonly ToSign[] {
  const keys = publicKeysOf(context)
  const keySpkiSha256 = createHash('sha256').update(sourceOf(context).spki).digest('hex')
  const signing = chunkRepositories(context).map((repository): ToSign => {
    const payload = payloadOf(draftOf(repository, keys))
    const payloadSha256 = createHash('sha256').update(payload).digest('hex')
    const entry = {
      keySpkiSha256,
      repository: repository.name,
      role: 'root' as const,
      version: repository.version,
      payloadSha256,
      time: `${context.now.slice(0, 19)}Z`,
      ceremony: context.state.opened?.ceremony ?? '',
    }
    return { repository, payload, entry }
  })
  const { chunk } = context.step.bound
  const reviewed = stringFact(
    factsOf(context.state, 'root/draft', chunk === undefined ? {} : { chunk }),
    'payloadSha256',
    context.step,
  )
  if (reviewedDigest(draftListOf(signing)) !== reviewed) {
    throw new CeremonyError('ceremony/check-failed', { rules: 'what would be signed is not what was reviewed' })
  }
  return signing
}

/**
 * The register is written before the token signs: after a crash it says too much rather than too little. Another station
 * on this directory may have entered something since the fork was looked for: it is looked for again while none can.
 */
async function enter(
  context: ActionContext,
  host: TokenHost,
  signing: readonly ToSign[],
  excused: boolean,
): Promise<boolean> {
  const entries = signing.map(({ entry }) => entry)
  await context.register.append(entries, (known) => {
    if (excused) return
    for (const entry of entries) {
      const fork = forkOf(known, entry)
      if (fork !== undefined) throw new CeremonyError('ceremony/fork', { words: forkWords(fork, entry) })
    }
  })
  if (signing.length > maxTokenEntries) return false
  let onToken = true
  for (const { entry } of signing) {
    const written = await host.writeData({ label: labelOf(entry), value: encodeTokenEntry(entry) })
    onToken &&= written
  }
  return onToken
}

/**
 * ROOT-FORK: what the station's register and the token's own data objects say this key signed. A fork is refused unless
 * a deviation excuses it (core/ceremony/fork-excuse.ts); then the intent carries its words.
 */
async function refuseFork(context: ActionContext, signing: readonly ToSign[]): Promise<string | undefined> {
  const { token } = keyOnToken(context)
  const host = await context.desk.host(token)
  const station = context.register.known()
  for (const { entry } of signing) {
    const onToken =
      signing.length > maxTokenEntries
        ? undefined
        : await host.readData({ serial: context.desk.serialOf(token), label: labelOf(entry) })
    const own = onToken === undefined ? [] : [parseTokenEntry(onToken, `the register on token ${token}`)]
    const fork = forkOf([...station, ...own], entry)
    if (fork === undefined) continue
    const words = forkWords(fork, entry)
    if (!forkIsExcused(context.state, context.step)) throw new CeremonyError('ceremony/fork', { words })
    return words
  }
  return undefined
}

/** One data object a key and repository; labels on tokens are short and ASCII. */
function labelOf(entry: RegisterEntry): string {
  const name = createHash('sha256').update(`${entry.repository}\0${entry.keySpkiSha256}`).digest('hex')
  return `anchorite-${name.slice(0, 16)}`
}

function sourceOf(context: ActionContext) {
  const source = publicKeysOf(context).get(keyOnToken(context).id)
  if (source === undefined)
    throw new CeremonyError('station/bug', { what: `key ${keyOnToken(context).id} was not made` })
  return source
}

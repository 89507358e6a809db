// root/sign: one keyholder, one token, one signature over the digest that was reviewed. Rule ROOT-FORK stands before it.

import { createHash } from 'node:crypto'
import { factsOf } from '../../../core/ceremony/state.ts'
import {
  encodeTokenEntry,
  forkOf,
  forkWords,
  parseTokenEntry,
  type RegisterEntry,
} from '../../../core/checks/register.ts'
import { CeremonyError } from '../../../core/errors.ts'
import { verifySignature } from '../../../core/token/verify-signature.ts'
import { keyIdOf, tufKeyOf } from '../../../core/tuf/key.ts'
import {
  type ActionContext,
  type ActionHandler,
  type Found,
  keyOnToken,
  refuseWeakPinState,
  repositoryOf,
  stringFact,
} from './action.ts'
import { checkedDraft, publicKeysOf } from './root.ts'

export const rootSign: ActionHandler = {
  prepare: async (context) => {
    const key = keyOnToken(context)
    checkedDraft(context)
    const info = await context.desk.find(key.token)
    if (!context.desk.isLoggedIn(key.token)) refuseWeakPinState(key.token, info.userPin, context.spendTry)
    const fork = await refuseFork(context)
    const { payloadSha256, keySpkiSha256 } = entryOf(context)
    return {
      key: key.id,
      token: key.token,
      serial: info.serial,
      payloadSha256,
      keySpkiSha256,
      pinState: info.userPin,
      fork: fork ?? null,
    }
  },
  act: async (context) => {
    const key = keyOnToken(context)
    const payload = payloadFromStore(context)
    const made = factsOf(context.state, 'key/generate', { key: key.id })
    const objectId = stringFact(made, 'objectId', context.step)
    const host = await context.desk.login(key.token, () => context.secret('userPin'))
    const entry = entryOf(context)
    context.register.append(entry)
    const onToken = await host.writeData({ label: labelOf(context), value: encodeTokenEntry(entry) })
    const [signature] = await host.sign({ objectId, algorithm: key.algorithm, messages: [payload] })
    if (signature === undefined)
      throw new CeremonyError('station/bug', { what: 'the token host returned no signature' })
    const spki = spkiOfKey(context)
    verifySignature({ spki, algorithm: key.algorithm, message: payload, signature })
    return {
      key: key.id,
      keyId: keyIdOf(tufKeyOf(spki, key.algorithm)),
      payloadSha256: entry.payloadSha256,
      signatureSha256: context.store.put(signature),
      registerOnToken: onToken,
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

/** What this signature will be in the register. */
function entryOf(context: ActionContext): RegisterEntry {
  const repository = repositoryOf(context)
  return {
    keySpkiSha256: createHash('sha256').update(spkiOfKey(context)).digest('hex'),
    repository: repository.name,
    role: 'root',
    version: repository.version,
    payloadSha256: createHash('sha256').update(payloadFromStore(context)).digest('hex'),
    time: `${context.now.slice(0, 19)}Z`,
    ceremony: context.state.opened?.ceremony ?? '',
  }
}

/**
 * ROOT-FORK: what the station's register and the token's own data object say this key signed. A fork is refused unless
 * a deviation was recorded while this step stood; then the intent carries its words.
 */
async function refuseFork(context: ActionContext): Promise<string | undefined> {
  const key = keyOnToken(context)
  const host = await context.desk.host(key.token)
  const onToken = await host.readData({ serial: context.desk.serialOf(key.token), label: labelOf(context) })
  const known = [
    ...context.register.entries(),
    ...(onToken === undefined ? [] : [parseTokenEntry(onToken, `the register on token ${key.token}`)]),
  ]
  const candidate = entryOf(context)
  const fork = forkOf(known, candidate)
  if (fork === undefined) return undefined
  const words = forkWords(fork, candidate)
  if (context.state.excuse === undefined) throw new CeremonyError('ceremony/fork', { words })
  return words
}

/** One data object a key and repository; labels on tokens are short and ASCII. */
function labelOf(context: ActionContext): string {
  const name = createHash('sha256')
    .update(`${repositoryOf(context).name}\0${entryKey(context)}`)
    .digest('hex')
  return `anchorite-${name.slice(0, 16)}`
}

const entryKey = (context: ActionContext): string => createHash('sha256').update(spkiOfKey(context)).digest('hex')

/** The very bytes whose digest was reviewed: the store checks them against that digest. */
const payloadFromStore = (context: ActionContext): Uint8Array =>
  context.store.get(
    stringFact(
      factsOf(context.state, 'root/draft', { repository: repositoryOf(context).name }),
      'payloadSha256',
      context.step,
    ),
  )

function spkiOfKey(context: ActionContext): Uint8Array {
  const source = publicKeysOf(context).get(keyOnToken(context).id)
  if (source === undefined)
    throw new CeremonyError('station/bug', { what: `key ${keyOnToken(context).id} was not made` })
  return source.spki
}

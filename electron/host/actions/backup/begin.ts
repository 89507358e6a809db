// backup/begin: the secret host is started, the KEK made from all sources and split. Its commitments are what is recorded.

import { createHash } from 'node:crypto'
import type { SecretHost } from '../../../../core/backup/secret-port.ts'
import { madeFacts } from '../../../../core/ceremony/state.ts'
import { isCeremonyError } from '../../../../core/errors.ts'
import type { JsonObject } from '../../../../core/formats/json.ts'
import { type ActionContext, type ActionHandler, stringFact } from '../action.ts'
import { keyOfSet, setOf } from './set.ts'

const randomBytes = 32

export const backupBegin: ActionHandler = {
  prepare: async (context) => {
    const { key, mode, epoch, threshold, holders } = setOf(context)
    const info = await context.desk.find(keyOfSet(context).token)
    return { key, mode, token: keyOfSet(context).token, serial: info.serial, epoch, threshold, shares: holders.length }
  },
  act: async (context) => {
    const set = setOf(context)
    const { algorithm, token } = keyOfSet(context)
    const host = await context.scope.open(set.key)
    try {
      const random = await randomOf(context, host)
      const spki = set.mode === 'imported' ? await host.makeKey({ algorithm }) : context.store.get(madeSpki(context))
      const fingerprint = createHash('sha256').update(spki).digest('hex')
      const split = await host.split({
        epoch: set.epoch,
        threshold: set.threshold,
        fingerprint,
        holders: set.holders.map(({ person }) => person),
        made: context.mode,
        ceremony: context.state.opened?.ceremony ?? '',
        ...random.source,
        ...(set.dice ? { dice: context.secret('dice').use((rolls) => Uint8Array.from(rolls)) } : {}),
      })
      return {
        key: set.key,
        mode: set.mode,
        token,
        epoch: set.epoch,
        threshold: set.threshold,
        algorithm,
        fingerprint,
        spkiSha256: context.store.put(spki),
        set: split.set,
        cards: split.shares.map(({ x, holder, commitment }) => ({ x, holder, commitment })),
        secretCommitment: split.secretCommitment,
        entropy: [...split.entropy],
        ...random.missing,
        ...(set.mode === 'imported' ? { existedInSoftware: true } : {}),
      }
    } catch (error) {
      await context.scope.close()
      throw error
    }
  },
}

const madeSpki = (context: ActionContext): string =>
  stringFact(madeFacts(context.state, setOf(context).key), 'spkiSha256', context.step)

type Random = {
  readonly source: { readonly tokenRandom?: { readonly serial: string; readonly box: Uint8Array } }
  readonly missing: JsonObject
}

/** A token that makes no random bytes is one source less, and the record says so; the operating system's suffice alone. */
async function randomOf(context: ActionContext, host: SecretHost): Promise<Random> {
  const { token } = keyOfSet(context)
  const serial = context.desk.serialOf(token)
  const to = await host.receiver()
  const tokenHost = await context.desk.host(token)
  try {
    const box = await tokenHost.random({ serial, sizeBytes: randomBytes, to })
    return { source: { tokenRandom: { serial, box } }, missing: {} }
  } catch (error) {
    if (!isCeremonyError(error, 'token/failed') || !noRandom.has(error.detail.ckr)) throw error
    return { source: {}, missing: { tokenRandom: `none: ${error.detail.ckr}` } }
  }
}

const noRandom: ReadonlySet<string> = new Set(['CKR_RANDOM_NO_RNG', 'CKR_FUNCTION_NOT_SUPPORTED'])

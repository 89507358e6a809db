// A token loses its power between the two halves of a key: what is left can be looked into, and the act is done again. Refusals first.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CeremonyError } from '../../core/errors.ts'
import type { Plan } from '../../core/formats/plan.ts'
import type { View } from '../../core/formats/view.ts'
import { splitSets } from '../../core/plan/backup.ts'
import type { TokenHost } from '../../core/token/port.ts'
import { rehearsalPlayer } from '../../electron/cli/rehearsal-player.ts'
import { rehearsalBackup, rehearsalCards } from '../../electron/host/open-ceremony.ts'
import { builtInPlan } from '../e2e/prepare.ts'
import { secretHostHere } from '../fakes/secret-host.ts'
import { ask, attempt, beginStation, bytesOf, eventsOf, pinOf, type Station, scratch, secrets } from './station.ts'

const fault = { serial: '7d1c40be92a35f01', call: 'C_FindObjects', ckr: 'none' } as const
const removed = new CeremonyError('token/removed', { ...fault, ckr: 'CKR_DEVICE_REMOVED' })

let place: ReturnType<typeof scratch>
beforeEach(() => {
  place = scratch()
  mkdirSync(join(place.directory, 'blobs'))
})
afterEach(() => place.remove())

type Torn = {
  readonly plan: Plan
  readonly step: string
  /** The call that is torn once, when its step stands. */
  readonly method: 'generateKeyPair' | 'unwrapKey' | 'importKey' | 'destroyKey'
  readonly missing: 'public' | 'private'
  /** What is there afterwards is another key, whole. */
  readonly other?: boolean
  /** `destroyKey` says so, and leaves it. */
  readonly stays?: boolean
}

const root = builtInPlan('root-key-generation')
const set = splitSets(root)[0]
if (set === undefined) throw new Error('the example plan has a backup')
const imported: Plan = {
  ...root,
  exceptions: [
    ...root.exceptions,
    { rule: 'BACKUP-SOFTWARE', subject: set.key, reason: 'a test', approvedBy: 'Ines Okafor' },
  ],
  backup: { mode: 'split', cards: 'either', qr: false, sets: [{ ...set, mode: 'imported' }] },
}

const cases: readonly Torn[] = [
  { plan: root, step: 'keys/generate/root-a', method: 'generateKeyPair', missing: 'private' },
  { plan: imported, step: 'backup.root-a/import', method: 'importKey', missing: 'public' },
  { plan: builtInPlan('restore'), step: 'recovery.root-a/restore', method: 'unwrapKey', missing: 'public' },
  { plan: builtInPlan('recovery-drill'), step: 'recovery.root-a/restore', method: 'unwrapKey', missing: 'public' },
]
const destroy: Torn = {
  plan: builtInPlan('recovery-drill'),
  step: 'recovery.root-a/destroy',
  method: 'destroyKey',
  missing: 'private',
}

type Day = Station & { readonly destroyed: () => number }

function tornStation({ plan, step, method, missing, other = false, stays = false }: Torn): Day {
  let state: 'before' | 'torn' | 'after' = 'before'
  let destroyed = 0
  const stands = (): boolean => day.host.view().step?.id === step
  const tear = (host: TokenHost): TokenHost =>
    new Proxy(host, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        return async (request: { readonly objectId: string }) => {
          if (!stands()) return value.call(target, request)
          if (state === 'before' && name === method) {
            state = 'torn'
            if (method === 'destroyKey' || other) await value.call(target, request)
            throw removed
          }
          if (state !== 'torn') return value.call(target, request)
          if (name === 'findKey') {
            const key = other ? await target.findKey(request as Parameters<TokenHost['findKey']>[0]) : undefined // by its name
            if (key !== undefined) return { ...key, spki: key.spki.toReversed() }
            throw new CeremonyError('token/key-incomplete', { ...fault, objectId: request.objectId, missing })
          }
          if (name === 'destroyKey') {
            destroyed++
            if (stays) return { destroyed: 1, left: 1 }
            state = 'after'
            return { destroyed: 1, left: 0 }
          }
          if (name === method)
            throw new CeremonyError('token/object-id-taken', { ...fault, objectId: request.objectId })
          return value.call(target, request)
        }
      },
    })
  const day = beginStation({
    directory: place.directory,
    plan,
    start: tear,
    site: { media: { out: join(place.directory, 'bag'), blobs: join(place.directory, 'blobs'), in: rehearsalBackup } },
    startSecretHost: secretHostHere,
  })
  const cards = plan.recovery === undefined ? {} : rehearsalCards(plan)
  const player = rehearsalPlayer(plan, { ...secrets, card: (person) => cards[person] })
  return { ...day, ...(plan.recovery === undefined ? {} : { player }), destroyed: () => destroyed }
}

async function look(day: Station, step: string): Promise<View> {
  const stands = day.host.view().step
  const by = stands?.by[0]?.id ?? ''
  const token = stands?.token ?? ''
  await ask(day, 'ceremony.secret', { step, slot: 'userPin', by, value: bytesOf(pinOf(token)) })
  return ask(day, 'ceremony.look', { by })
}

const again = (day: Station) =>
  ask(day, 'ceremony.reconcile', { by: day.host.view().step?.by[0]?.id ?? '', decision: 'again' })

const named = (torn: Torn) => [`${torn.plan.ceremony}: ${torn.step}`, torn] as const

describe('half a key that stays on its token', () => {
  test.each(cases.map(named))('%s: is refused once more, and nothing is made beside it', async (_, torn) => {
    const day = tornStation({ ...torn, stays: true })
    expect(await attempt(day, torn.step)).toBe('token/removed')
    await look(day, torn.step)
    await again(day)
    expect(await attempt(day, torn.step)).toBe('token/object-id-taken')
    expect(day.destroyed()).toBe(1)
  })

  test('recovery/destroy: is said to be left', async () => {
    const day = tornStation({ ...destroy, stays: true })
    expect(await attempt(day, destroy.step)).toBe('token/removed')
    await look(day, destroy.step)
    await again(day)
    expect(await attempt(day, destroy.step)).toBe('ceremony/copy-left')
  })
})

test.each(cases.slice(1).map(named))('%s: a whole key with another public key is not touched', async (_, torn) => {
  const day = tornStation({ ...torn, other: true })
  expect(await attempt(day, torn.step)).toBe('token/removed')
  await expect(look(day, torn.step)).rejects.toThrow('ceremony/verify-failed')
  expect(day.destroyed()).toBe(0)
})

describe('half a key, left by a token that lost its power', () => {
  test.each(cases.map(named))('%s: is looked into, destroyed, and the act is done anew', async (_, torn) => {
    const day = tornStation(torn)
    expect(await attempt(day, torn.step)).toBe('token/removed')
    const { reconcile } = await look(day, torn.step)
    expect(reconcile).toMatchObject({ shows: 'again', stop: null })
    expect(reconcile?.found?.join()).toContain(`its ${torn.missing} half is missing`)
    expect(day.destroyed()).toBe(0)
    await again(day)
    expect(await attempt(day, torn.step)).toBe('done')
    expect(day.destroyed()).toBe(1)
    const outcome = eventsOf(day).findLast((event) => event.type === 'outcome' && event.step === torn.step)
    expect(outcome).toMatchObject({ facts: { restOfATry: expect.stringContaining('destroyed') } })
  })

  test('recovery/destroy: it is not destroyed yet, and its rest is', async () => {
    const day = tornStation(destroy)
    expect(await attempt(day, destroy.step)).toBe('token/removed')
    const { reconcile } = await look(day, destroy.step)
    expect(reconcile).toMatchObject({ shows: 'again' })
    expect(reconcile?.found?.join()).toContain('its private half is missing')
    await again(day)
    expect(await attempt(day, destroy.step)).toBe('done')
    expect(day.destroyed()).toBe(1)
  })
})

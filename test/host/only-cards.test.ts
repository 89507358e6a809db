// A key that was destroyed to be restored, and a secret that died before it was: nothing asks for a card to be destroyed. Refusals first.
// Long: all ways to one loss over one station; the helpers are of no use elsewhere.

import { readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { parseRecord } from '../../core/backup/record.ts'
import { CeremonyError } from '../../core/errors.ts'
import type { View } from '../../core/formats/view.ts'
import type { TokenHost } from '../../core/token/port.ts'
import { builtInPlan } from '../e2e/prepare.ts'
import { type FakeDisk, fakeDisk } from '../fakes/disk.ts'
import { answering, backupDays } from './backup-days.ts'
import { ask, attempt, beginStation, bytesOf, eventsOf, pinOf, refusalOf, type Station } from './station.ts'

const plan = builtInPlan('root-key-generation')
const step = 'backup.root-a/lock'
const removed = new CeremonyError('token/removed', {
  serial: '7d1c40be92a35f01',
  call: 'C_UnwrapKey',
  ckr: 'CKR_DEVICE_REMOVED',
})

const days = backupDays(plan)

/** A station whose module cannot close the way out of the key, and does this where the key was destroyed and is to come back. */
const stationWith = (restore: () => Promise<void>, disk = fakeDisk()): Station =>
  beginStation({
    disk,
    ...days.options(
      answering((host) => ({
        lockKey: cannotLock,
        unwrapKey: async (request) => {
          if (!request.label.endsWith('-proof')) await restore()
          return host.unwrapKey(request)
        },
      })),
    ),
  })

const cannotLock: TokenHost['lockKey'] = async () => ({ locked: false, reason: 'CKR_ATTRIBUTE_READ_ONLY' })

async function look(day: Station): Promise<View> {
  await ask(day, 'ceremony.secret', { step, slot: 'userPin', by: 'bruno', value: bytesOf(pinOf('root-a')) })
  return ask(day, 'ceremony.look', { by: 'bruno' })
}

const again = (day: Station) => ask(day, 'ceremony.reconcile', { by: 'bruno', decision: 'again' })

/** The same tokens before another station, which gets the head from paper if it asks for it. */
async function restart(day: Station): Promise<Station> {
  const head = day.files.recorder.state.paperHead
  await day.host.leave()
  const after = days.reopen(day.table)
  if (head !== undefined) await ask(after, 'ceremony.resume', { by: 'amina', head })
  return after
}

/** What a restore needs lies where the words say. */
function expectRecord({ reconcile }: View): View['reconcile'] {
  const path = /kept on this station: (\S+)\.$/.exec(reconcile?.stop?.safe ?? '')?.[1] ?? ''
  expect(parseRecord(readFileSync(path), path)).toMatchObject({ key: { id: 'root-a' }, threshold: 2 })
  return reconcile
}

/** Neither decision, no PIN and no act; and people are told what to keep, where the record is, and to stop. */
async function expectOnlyCards(day: Station): Promise<void> {
  const { reconcile, step: stands, openSecret } = day.host.view()
  expect(stands?.id).toBe(step)
  expect(openSecret).toBeNull()
  expect(reconcile).toMatchObject({ step, shows: 'stop' })
  expect(reconcile?.stop?.next).toContain('Destroy NO card and NO copy')
  const code = 'ceremony/only-cards-left'
  for (const decision of ['done', 'again'] as const) {
    const refusal = await refusalOf(day, 'ceremony.reconcile', { by: 'bruno', decision })
    expect(['ceremony/not-now', code]).toContain(refusal) // where nothing is open any more, nothing is decided
    expect(refusal === code || day.files.recorder.state.pending === undefined).toBe(true)
  }
  expectRecord(day.host.view())
  const stop = { by: 'amina', reason: 'The key is gone.', disposition: 'void' } as const
  expect(await refusalOf(day, 'ceremony.stop', stop)).toBe('done')
  expect(day.host.view().reconcile?.stop?.next).toContain('Destroy NO card and NO copy')
  expect(eventsOf(day).filter(({ type }) => type === 'voided')).toEqual([])
}

describe('BACKUP-ONLY-CARDS: the key destroyed, its secret gone: neither decision is taken, and no card is asked to be destroyed', () => {
  const dies = async (): Promise<void> => {
    await days.kill()
    throw removed
  }

  test('in one station', async () => {
    const day = stationWith(dies)
    expect(await attempt(day, step)).toBe('token/removed')
    expect(day.host.view().openSecret).toBe('only')
    await look(day)
    const refused = await day.call('ceremony.reconcile', { by: 'bruno', decision: 'again' })
    expect(refused.ok ? '' : refused.error.code).toBe('ceremony/only-cards-left')
    await expectOnlyCards(day)
  })

  test('through a restart', async () => {
    const day = stationWith(dies)
    expect(await attempt(day, step)).toBe('token/removed')
    const after = await restart(day)
    await look(after)
    await expectOnlyCards(after)
  })

  test('through a stop that is resumable', async () => {
    const day = stationWith(dies)
    expect(await attempt(day, step)).toBe('token/removed')
    const stop = { by: 'amina', reason: 'Tomorrow.', disposition: 'resumable' } as const
    expect(await refusalOf(day, 'ceremony.stop', stop)).toBe('done')
    const after = await restart(day)
    await look(after)
    await expectOnlyCards(after)
  })
})

describe('BACKUP-ONLY-CARDS: stopped as void where the key may be destroyed: the page says what to keep, and the record is there', () => {
  const stop = { by: 'amina', reason: 'The module is dead.', disposition: 'void' } as const
  const pulled = async (): Promise<void> => {
    throw removed
  }
  const stopped = async (day: Station) => {
    expect(await refusalOf(day, 'ceremony.stop', stop)).toBe('done')
    return expectRecord(day.host.view())
  }

  test('before anybody looked, and after a restart of the station, too', async () => {
    const day = stationWith(pulled)
    expect(await attempt(day, step)).toBe('token/removed')
    expect(await stopped(day)).toMatchObject({
      shows: 'stop',
      found: null,
      stop: { happened: expect.stringContaining('nobody looked') },
    })
    await day.host.leave()
    const after = days.reopen(day.table)
    expect(expectRecord(after.host.view())).toMatchObject({ shows: 'stop', found: null })
    expect(await refusalOf(after, 'ceremony.reconcile', { by: 'bruno', decision: 'again' })).not.toBe('done')
  })

  test('after a look that found it gone, before it was done again', async () => {
    const day = stationWith(pulled)
    expect(await attempt(day, step)).toBe('token/removed')
    await look(day)
    expect(await stopped(day)).toMatchObject({
      shows: 'stop',
      stop: { happened: expect.stringContaining('was destroyed on its token') },
    })
  })

  test('not after a look that found it there', async () => {
    const day = stationWith(async () => undefined)
    expect(await attempt(day, step)).toBe('token/key-attributes')
    await look(day)
    expect(await refusalOf(day, 'ceremony.stop', stop)).toBe('done')
    expect(day.host.view().reconcile).toMatchObject({ stop: null })
  })
})

describe('BACKUP-ONLY-CARDS: the key destroyed, and its secret lost after it was decided to do it again', () => {
  /** Decided, and nothing done yet. */
  async function decided(): Promise<Station> {
    const day = stationWith(async () => {
      throw removed
    })
    expect(await attempt(day, step)).toBe('token/removed')
    expect((await look(day)).reconcile).toMatchObject({ shows: 'again', stop: null })
    const view = await again(day)
    expect([view.step?.id, view.openSecret, view.reconcile]).toEqual([step, 'only', null])
    return day
  }

  test('by its death: no PIN is taken, and nothing is performed', async () => {
    const day = await decided()
    await days.kill()
    const value = bytesOf(pinOf('root-a'))
    const code = 'ceremony/only-cards-left'
    expect(await refusalOf(day, 'ceremony.secret', { step, slot: 'userPin', by: 'bruno', value })).toBe(code)
    expect(await refusalOf(day, 'ceremony.perform', { step, by: 'bruno' })).toBe(code)
    await expectOnlyCards(day)
  })

  test('by a restart', async () => {
    await expectOnlyCards(await restart(await decided()))
  })

  test('by a break', async () => {
    const day = await decided()
    const args = { by: 'amina', reason: 'lunch', custody: 'all on the table' }
    expect(await refusalOf(day, 'ceremony.break', args)).toBe('done')
    const head = day.files.recorder.state.paperHead ?? ''
    expect(await refusalOf(day, 'ceremony.resume', { by: 'amina', head })).toBe('done')
    await expectOnlyCards(day)
  })
})

describe('BACKUP-ONLY-CARDS: the record for a restore', () => {
  async function onlyCards(): Promise<{ readonly day: Station; readonly disk: FakeDisk }> {
    const disk = fakeDisk()
    const day = stationWith(async () => {
      throw removed
    }, disk)
    expect(await attempt(day, step)).toBe('token/removed')
    await look(day)
    await again(day)
    await days.kill()
    return { day, disk }
  }
  const perform = (day: Station) => day.call('ceremony.perform', { step, by: 'bruno' })

  test('a full disk keeps neither the page from being shown nor the act from being refused, and the words say that it is not kept', async () => {
    const { day, disk } = await onlyCards()
    disk.fillAt(0)
    const { reconcile } = day.host.view()
    expect(reconcile?.stop?.next).toContain('Destroy NO card and NO copy')
    expect(reconcile?.stop?.safe).toContain('could NOT be kept')
    expect(reconcile?.stop?.safe).toContain('ENOSPC')
    expect(reconcile?.stop?.safe).toContain(`${day.files.directory}: `)
    const tries = disk.calls.length
    day.host.view()
    day.host.view()
    expect(disk.calls.length).toBe(tries)
    const refused = await perform(day)
    expect(refused.ok ? '' : refused.error.code).toBe('ceremony/only-cards-left')
    disk.free()
    expect(await refusalOf(day, 'ceremony.perform', { step, by: 'bruno' })).toBe('ceremony/only-cards-left')
    expectRecord(day.host.view())
  })

  test('is made once, however often the page is shown', async () => {
    const { day } = await onlyCards()
    const put = vi.spyOn(day.files.store, 'put')
    for (let view = 0; view < 3; view++) expectRecord(day.host.view())
    expect(put).toHaveBeenCalledTimes(1)
    expect(await refusalOf(day, 'ceremony.perform', { step, by: 'bruno' })).toBe('ceremony/only-cards-left')
    expect(put).toHaveBeenCalledTimes(1)
  })
})

test('BACKUP-ONLY-CARDS: whatever fails once the key was destroyed is looked into, also where the token says no', async () => {
  let tries = 0
  const day = stationWith(async () => {
    if (tries++ === 0) throw new CeremonyError('token/cannot-unwrap', { call: 'C_UnwrapKey', ckr: 'CKR_OK', tried: [] })
  })
  expect(await attempt(day, step)).toBe('token/cannot-unwrap')
  expect(day.host.view().reconcile).toMatchObject({ step, shows: null })
  await look(day)
  await again(day)
  // Restored now; and since this module never closes the way out, that is looked into, too.
  expect(await attempt(day, step)).toBe('token/key-attributes')
  expect(day.host.view().reconcile).toMatchObject({ shows: null })
  expect((await look(day)).reconcile?.found).toContain('key: there')
})

describe('the key on its token is half there, or another one', () => {
  type Find = TokenHost['findKey']
  /** What the token shows of the key at `lock`, once it was asked to restore it and was pulled. */
  const showing = (instead: () => ReturnType<Find>, after: () => Promise<void>) => {
    let pulled = false
    let shows: Find | undefined = instead
    return days.begin(
      answering((host) => ({
        lockKey: async (request) =>
          pulled && shows === undefined ? { locked: true, refusal: 'CKR_KEY_UNEXTRACTABLE' } : cannotLock(request),
        findKey: (request) => (pulled && shows !== undefined ? shows(request) : host.findKey(request)),
        unwrapKey: async (request) => {
          if (request.label.endsWith('-proof') || pulled) {
            if (pulled) shows = undefined
            return host.unwrapKey(request)
          }
          pulled = true
          await after()
          throw removed
        },
      })),
    )
  }
  const half = async () => {
    const fault = { serial: '7d1c40be92a35f01', call: 'C_FindObjects', ckr: 'none', objectId: '01' } as const
    throw new CeremonyError('token/key-incomplete', { ...fault, missing: 'public' })
  }

  test('half of it, and the secret is gone: BACKUP-ONLY-CARDS', async () => {
    const day = showing(half, days.kill)
    expect(await attempt(day, step)).toBe('token/removed')
    await look(day)
    await expectOnlyCards(day)
  })

  test('half of it, and the secret lives: it is looked into, and restored', async () => {
    const day = showing(half, async () => undefined)
    expect(await attempt(day, step)).toBe('token/removed')
    const { reconcile } = await look(day)
    expect(reconcile).toMatchObject({ shows: 'again', stop: null })
    expect(reconcile?.found?.join()).toContain('its public half is missing')
    await again(day)
    expect(await attempt(day, step)).toBe('done')
  })

  test('another key: the look does not take it for the one that was made', async () => {
    const other = async (): Promise<Awaited<ReturnType<Find>>> => {
      const key = [...day.table.tokens.values()].flatMap(({ keys }) => [...keys.values()])[0]?.key
      return key === undefined ? undefined : { ...key, spki: new Uint8Array([...key.spki].reverse()) }
    }
    const day = showing(other, async () => undefined)
    expect(await attempt(day, step)).toBe('token/removed')
    await expect(look(day)).rejects.toThrow('ceremony/verify-failed')
  })

  test('another key: the act neither closes nor destroys it', async () => {
    const asked: string[] = []
    const day = days.begin(
      answering((host) => ({
        lockKey: (request) => {
          asked.push('lockKey')
          return host.lockKey(request)
        },
        destroyKey: (request) => {
          asked.push('destroyKey')
          return host.destroyKey(request)
        },
        findKey: async (request) => {
          asked.length = 0 // of the steps before
          const key = await host.findKey(request)
          return key === undefined ? key : { ...key, spki: new Uint8Array([...key.spki].reverse()) }
        },
      })),
    )
    expect(await attempt(day, step)).toBe('ceremony/verify-failed')
    expect(asked).toEqual([])
    expect(day.files.recorder.state.pending).toBe(undefined)
  })
})

test('where the key is still on its token, a secret that dies voids the set as ever', async () => {
  const day = days.begin(
    answering(() => ({
      lockKey: async () => {
        await days.kill()
        throw removed
      },
    })),
  )
  expect(await attempt(day, step)).toBe('token/removed')
  expect((await look(day)).reconcile).toMatchObject({ shows: 'again' })
  expect((await again(day)).step?.id).toBe('backup.root-a/voided')
  expect(eventsOf(day).filter(({ type }) => type === 'voided')).toHaveLength(1)
})

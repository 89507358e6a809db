// A set whose secret is gone before its end, whatever ended it: its cards are destroyed first, and nothing of it is taken for the new one.

import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { builtInPlan } from '../e2e/prepare.ts'
import { backupDays, setNumber } from './backup-days.ts'
import { attempt, eventsOf, moveOn, playTo, refusalOf } from './station.ts'

/** One backup, of root-a. */
const plan = builtInPlan('root-key-generation')
const days = backupDays(plan)

describe('BACKUP-VOID: a set whose secret is gone', () => {
  test.each([
    'backup.root-a/issue/ines',
    'backup.root-a/read-back/jonas',
    'backup.root-a/card-bag/kamila',
    'backup.root-a/prove',
    'backup.root-a/wrap',
    'backup.root-a/restore',
    'backup.root-a/copy/geneva',
    'backup.root-a/lock',
  ])('is void at %s, its cards are destroyed first, and a new one is made under another name', async (step) => {
    const day = days.begin()
    await playTo(day, step)
    const before = setNumber(day)
    await days.kill()
    expect(await attempt(day, step)).toBe('ceremony/scope-gone')
    expect(day.host.view().step?.id).toBe('backup.root-a/voided')
    expect(eventsOf(day).filter(({ type }) => type === 'voided')).toHaveLength(1)
    const [first, second] = [day.host.view(), await playTo(day, 'backup.root-a/voided-seen')]
    expect([first.step?.by, second.step?.by].map((by) => by?.flatMap(({ roles }) => roles))).toMatchObject([
      expect.arrayContaining(['internal witness']),
      expect.arrayContaining(['external witness']),
    ])
    expect(second.step?.review).toEqual(first.step?.review)
    expect(second.step?.review.length).toBeGreaterThan(1)
    await playTo(day, 'backup.root-a/end')
    expect(setNumber(day)).not.toBe(before)
    const keys = eventsOf(day).filter((event) => event.type === 'intent' && event.action === 'key/generate')
    expect(keys).toHaveLength(plan.keys.filter((key) => 'token' in key).length)
  })

  test('is void after a break, and the words of its cards are shown no more', async () => {
    const day = days.begin()
    await playTo(day, 'backup.root-a/read-back/jonas')
    const head = day.files.recorder.state
    await moveOn(day, { call: 'ceremony.break', args: { by: 'amina', reason: 'lunch', custody: 'all on the table' } })
    expect(days.running.at(-1)?.alive()).toBe(false)
    const paper = day.files.recorder.state.paperHead ?? head.head
    expect(await refusalOf(day, 'ceremony.resume', { by: 'amina', head: paper })).toBe('done')
    expect(day.host.view().step?.id).toBe('backup.root-a/voided')
    expect((await day.call('share.card', { step: 'backup.root-a/read-back/jonas', by: 'jonas' })).ok).toBe(false)
  })

  test('is gone with its process when the ceremony is stopped, and when the window goes away', async () => {
    const day = days.begin()
    await playTo(day, 'backup.root-a/read-back/jonas')
    const stop = { by: 'amina', reason: 'fire', disposition: 'resumable' } as const
    expect(await refusalOf(day, 'ceremony.stop', stop)).toBe('done')
    expect(days.running.map((host) => host.alive())).toEqual([false])
    days.anew()
    const other = days.begin()
    await playTo(other, 'backup.root-a/read-back/jonas')
    await other.host.leave()
    expect(days.running.map((host) => host.alive())).toEqual([false, false])
  })

  test('is void after a restart, and what was wrapped is forgotten', async () => {
    const first = days.begin()
    await playTo(first, 'backup.root-a/copy/geneva')
    first.files.close()
    const day = days.reopen(first.table)
    expect(day.host.view().status).toBe('break')
    expect(
      await refusalOf(day, 'ceremony.resume', { by: 'amina', head: day.files.recorder.state.paperHead ?? '' }),
    ).toBe('done')
    expect(day.host.view().step?.id).toBe('backup.root-a/voided')
    // All that lies in the room is named, with the bag that it lies in.
    const [why, ...owed] = day.host.view().step?.review ?? []
    expect(why).toBe('Why: the process that held the secret is gone.')
    expect(owed).toEqual([
      'To be destroyed:',
      expect.stringMatching(/^ {2}Card of Ines Okafor, in bag \S+$/),
      expect.stringMatching(/^ {2}Card of Jonas Berg, in bag \S+$/),
      expect.stringMatching(/^ {2}Card of Kamila Nowak, in bag \S+$/),
      '  Copy for Vault in Geneva, not in a bag yet',
    ])
    expect(readdirSync(days.blobs)).toEqual([])
  })
})

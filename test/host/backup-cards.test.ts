// The cards of a backup: to whom they are shown, what of a printer is recorded, and what a void says of those that were printed.

import { describe, expect, test } from 'vitest'
import { CeremonyError } from '../../core/errors.ts'
import { bagLimits, readBag } from '../../core/media/bag.node.ts'
import { verifyBag } from '../../core/verify/bag.ts'
import type { OpenCeremony } from '../../electron/host/open-ceremony.ts'
import { scripts } from '../../electron/host/scripts.ts'
import { type PrintCard, shareHandlers } from '../../electron/host/share-handlers.ts'
import { builtInPlan } from '../e2e/prepare.ts'
import { backupDays } from './backup-days.ts'
import { attempt, eventsOf, playTo, prepareStep, refusalOf, type Station } from './station.ts'

/** One backup, of root-a. */
const plan = builtInPlan('root-key-generation')
const days = backupDays(plan)

const printingWith = ({ host }: Station, print: PrintCard) => shareHandlers(() => ({ host }) as OpenCeremony, print) // no more of it is asked for

/** The first holder stands at the card, and has had it printed. @returns what the call was asked with. */
async function inesPrints(day: Station): Promise<{ readonly step: string; readonly by: string }> {
  const asked = { step: 'backup.root-a/read-back/ines', by: 'ines' }
  await playTo(day, asked.step)
  await printingWith(day, async () => ({ job: 'vault-1' }))['share.print']({ ...asked, printer: 'vault' })
  return asked
}

test('a printer that fails after the second card stops nothing: the third is copied from the screen', async () => {
  const day = days.begin()
  let printed = 0
  const print: PrintCard = async () => {
    printed++
    if (printed > 2) throw new CeremonyError('printer/not-taken', { printer: 'vault', problem: 'it is out of paper' })
    return { job: `vault-${printed}` }
  }
  const calls = printingWith(day, print)
  for (const holder of ['ines', 'jonas', 'kamila']) {
    const asked = { step: `backup.root-a/read-back/${holder}`, by: holder }
    await playTo(day, asked.step)
    const printing = calls['share.print']({ ...asked, printer: 'vault' })
    if (holder === 'kamila') await expect(printing).rejects.toThrow('printer/not-taken')
    else expect((await printing).job).toMatch(/^vault-/)
    expect((await calls['share.card'](asked)).words).toHaveLength(33)
  }
  const asked = { step: 'backup.root-a/read-back/kamila', by: 'kamila' }
  await expect(calls['share.print']({ ...asked, printer: 'archive' })).rejects.toThrow('printer/not-taken')
  await playTo(day, 'backup.root-a/prove')
  expect(eventsOf(day).some(({ type }) => type === 'voided')).toBe(false)
  const facts = eventsOf(day).flatMap((event) => {
    const isCard = (event.type === 'outcome' || event.type === 'intent') && event.step.includes('/read-back/')
    return isCard ? [event.type === 'outcome' ? event.facts : event.detail] : []
  })
  const ines = { holder: 'ines', shown: 2, printed: 1, printFailed: 0, printers: ['vault'] }
  const kamila = { holder: 'kamila', shown: 2, printed: 2, printFailed: 2, printers: ['vault', 'archive'] }
  expect(facts).toMatchObject([ines, ines, { holder: 'jonas' }, { holder: 'jonas' }, kamila, kamila])
  const { bag } = await playTo(day, 'close')
  const { verified } = verifyBag(await readBag(bag ?? '', bagLimits), scripts)
  expect(verified.join('\n')).toContain('cards printed: 3 of 3 (BACKUP-PROVEN)')
})

test('BACKUP-VOID: a card that was printed and never read back is named where its set is void', async () => {
  const day = days.begin()
  const asked = await inesPrints(day)
  await days.kill()
  expect(await attempt(day, asked.step)).toBe('ceremony/scope-gone')
  const voidLine = eventsOf(day).find(({ type }) => type === 'voided')
  expect(voidLine).toMatchObject({ reason: expect.stringContaining('Ines Okafor 1 (vault)') })
  const { bag } = await playTo(day, 'close')
  const { verified } = verifyBag(await readBag(bag ?? '', bagLimits), scripts)
  expect(verified.join('\n')).toMatch(/cards printed: 0 of 3; of the set that entry \d+ voids: Ines Okafor \(BACKUP/)
})

test('BACKUP-VOID: a card that was printed and read back is known as printed, though its set is void', async () => {
  const day = days.begin()
  await inesPrints(day)
  await playTo(day, 'backup.root-a/read-back/jonas')
  await days.kill()
  expect(await attempt(day, 'backup.root-a/read-back/jonas')).toBe('ceremony/scope-gone')
  expect(day.files.recorder.state.voids).toMatchObject([{ set: 'root-a', printed: ['ines'] }])
})

test('BACKUP-VOID: whatever a page says that its printers are called, the void of the set is recorded', async () => {
  const day = days.begin()
  const calls = printingWith(day, async (_, printer) => {
    throw new CeremonyError('printer/unknown', { printer, known: 'vault' })
  })
  await playTo(day, 'backup.root-a/read-back/ines')
  for (const holder of ['ines', 'jonas']) {
    const asked = { step: `backup.root-a/read-back/${holder}`, by: holder }
    await playTo(day, asked.step)
    for (const printer of ['v'.repeat(128), 'va\u202eult', 'va\nult', 'vault\ud800'])
      await expect(calls['share.print']({ ...asked, printer })).rejects.toThrow('ceremony/not-now')
    for (let at = 10; at < 30; at++)
      await expect(calls['share.print']({ ...asked, printer: `${at}${'\u{1d54f}'.repeat(62)}` })).rejects.toThrow(
        'printer/unknown',
      )
    if (holder === 'ines') continue
    await days.kill()
    expect(await attempt(day, asked.step)).toBe('ceremony/scope-gone')
  }
  const voidLine = eventsOf(day).find(({ type }) => type === 'voided')
  expect(voidLine).toMatchObject({ reason: expect.stringMatching(/Ines Okafor 20 \(10.+ and more$/u) })
})

test('no card goes to a printer where the plan has its cards copied by hand', async () => {
  if (plan.backup.mode !== 'split') throw new Error('a plan without cards')
  const day = days.begin(undefined, { ...plan, backup: { ...plan.backup, cards: 'by-hand' } })
  let printed = 0
  const print: PrintCard = async () => ({ job: `vault-${++printed}` })
  const calls = printingWith(day, print)
  const asked = { step: 'backup.root-a/read-back/ines', by: 'ines' }
  await playTo(day, asked.step)
  await expect(calls['share.print']({ ...asked, printer: 'vault' })).rejects.toThrow('ceremony/not-now')
  expect(printed).toBe(0)
})

describe('a card', () => {
  test('is shown to its holder alone, and only while it is read back', async () => {
    const day = days.begin()
    const step = 'backup.root-a/read-back/ines'
    await playTo(day, 'backup.root-a/issue/ines')
    expect(codeOf(await day.call('share.card', { step, by: 'ines' }))).toBe('ceremony/not-now')
    await playTo(day, step)
    expect(codeOf(await day.call('share.card', { step, by: 'jonas' }))).toBe('ceremony/not-you')
    expect(codeOf(await day.call('share.card', { step, by: 'ines' }))).toBe('done')
  })

  test('has no code on it unless the plan asks for one', async () => {
    const day = days.begin()
    const step = 'backup.root-a/read-back/ines'
    await playTo(day, step)
    expect(plan.backup).toMatchObject({ qr: false })
    expect(await day.call('share.card', { step, by: 'ines' })).toMatchObject({ ok: true, value: { qr: null } })
  })

  test('that was read back is shown to nobody any more, and that is no defect of the station', async () => {
    const day = days.begin()
    const step = 'backup.root-a/read-back/ines'
    const view = await prepareStep(day, step)
    expect(view.step?.share).toMatchObject({ read: true })
    expect(codeOf(await day.call('share.card', { step, by: 'ines' }))).toBe('ceremony/not-now')
  })

  test('that was not read back stops the day there', async () => {
    const day = days.begin()
    await playTo(day, 'backup.root-a/read-back/ines')
    const asked = { step: 'backup.root-a/read-back/ines', by: 'ines' }
    expect(await refusalOf(day, 'ceremony.perform', asked)).toBe('ceremony/secret-missing')
    const wrong = await day.call('share.read', { ...asked, words: new TextEncoder().encode('abandon '.repeat(33)) })
    expect(wrong.ok && wrong.value.fault?.fault).toBe('other-set')
    expect(await refusalOf(day, 'ceremony.perform', asked)).toBe('ceremony/secret-missing')
  })

  test('is not taken as a PIN is', async () => {
    const day = days.begin()
    await playTo(day, 'backup.root-a/read-back/ines')
    const args = { step: 'backup.root-a/read-back/ines', slot: 'share', by: 'ines', value: new Uint8Array([65]) }
    expect(await refusalOf(day, 'ceremony.secret', args)).toBe('ceremony/not-now')
  })
})

const codeOf = (reply: { ok: boolean; error?: { code: string } }): string => reply.error?.code ?? 'done'

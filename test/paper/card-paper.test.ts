import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CardSheet } from '../../core/formats/share-view.ts'
import { printCard } from '../../electron/host/card-paper.ts'
import {
  goodSettings,
  memoryDirectory,
  type PrivateCups,
  sayLoudly,
  startCupsd,
  waitFor,
  whyNoCupsd,
  writeSettings,
} from './cupsd.ts'

const sheet: CardSheet = {
  organisation: 'Acme Update Foundation',
  mode: 'rehearsal',
  date: '2026-11-24',
  key: 'root-a',
  fingerprintWords: 'skydive almighty briefcase company',
  holder: 'ines',
  holderName: 'Ines Moreau',
  number: 1,
  of: 3,
  threshold: 2,
  epoch: 1,
  setWords: ['army', 'van', 'zoo'],
  words: Array.from({ length: 33 }, () => 'abandon'),
  qr: null,
}

/** What the shell would give; `given` is the very buffer that the host got. */
function press() {
  const given = new TextEncoder().encode('%PDF-1.7 the words of a card')
  let pressed = 0
  return {
    given,
    pressed: () => pressed,
    printPdf: async () => {
      pressed += 1
      return given
    },
  }
}

describe('PRINT-SPOOL, a share card', () => {
  const directories: string[] = []
  const directory = () => {
    directories.push(memoryDirectory())
    return directories.at(-1) ?? ''
  }
  afterAll(() => {
    for (const each of directories) rmSync(each, { recursive: true, force: true })
  })

  it('is not even laid out where the print service keeps what it printed', async () => {
    const cups = writeSettings(directory(), ['PreserveJobHistory No', 'PreserveJobFiles 86400'])
    const { printPdf, pressed } = press()
    await expect(printCard({ sheet, printer: 'vault', printPdf }, cups)).rejects.toMatchObject({
      code: 'printer/spool-kept',
    })
    expect(pressed()).toBe(0)
  })

  it('is overwritten when no printer takes it', async () => {
    const cups = writeSettings(directory(), goodSettings)
    const { printPdf, given } = press()
    await expect(
      printCard({ sheet, printer: 'vault', printPdf }, { ...cups, socket: join(cups.settings, 'nowhere') }),
    ).rejects.toMatchObject({ code: 'printer/no-service' })
    expect(given.every((byte) => byte === 0)).toBe(true)
  })
})

function withCupsd(): void {
  let service: PrivateCups
  beforeAll(async () => {
    service = await startCupsd()
  })
  afterAll(() => service.close())

  it('comes out of the printer once, and is in no queue, spool or buffer afterwards', async () => {
    const { printPdf, given } = press()
    const { job } = await printCard({ sheet, printer: 'PAPER', printPdf }, service.cups)
    expect(job).toMatch(/^PAPER-\d+$/)
    await waitFor('it is printed', () => service.printed() !== undefined)
    expect(Buffer.from(service.printed() ?? []).toString()).toContain('the words of a card')
    await waitFor('the spool is empty', () => service.spool().length === 0)
    expect(service.jobs()).toBe('')
    expect(given.every((byte) => byte === 0)).toBe(true)
  })
}

const reason = whyNoCupsd()
if (reason === undefined) describe('a share card on a real print service', withCupsd)
else {
  sayLoudly(`a share card on paper: ${reason}`)
  it('is not looked at on this machine', () => expect(reason).not.toBe(''))
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { spoolPlaces } from '../../core/paper/spool.ts'
import { checkSpool, listPrinters, printPdf } from '../../electron/host/printer.node.ts'
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
import { codeOf, thrown } from './thrown.ts'

const conf = (...lines: readonly string[]) => ({ path: 'cupsd.conf', text: lines.join('\n') })
const noFiles = { path: 'cups-files.conf', text: '' }

describe('PRINT-SPOOL, the settings', () => {
  it.each([
    ['nothing is said: CUPS keeps both by itself', []],
    ['history is on', ['PreserveJobHistory Yes', 'PreserveJobFiles No']],
    ['history is kept for a while', ['PreserveJobHistory 3600', 'PreserveJobFiles No']],
    ['files are kept for a day', ['PreserveJobHistory No', 'PreserveJobFiles 86400']],
    ['only one of the two is off', ['PreserveJobHistory No']],
    ['a later line turns it on again', [...goodSettings, 'preservejobhistory on']],
    ['an earlier line turns it on', ['PreserveJobFiles Yes', ...goodSettings]],
    ['the right lines are comments', goodSettings.map((line) => `# ${line}`)],
    ['the value is missing', ['PreserveJobHistory', 'PreserveJobFiles No']],
  ])('refuses to print where %s', (_, lines) => {
    expect(codeOf(() => spoolPlaces(conf(...lines), noFiles))).toBe('printer/spool-kept')
  })

  it('names file, directive and value of what is refused', () => {
    const error = thrown(() => spoolPlaces(conf('PreserveJobHistory No', 'PreserveJobFiles 1h'), noFiles))
    expect(error).toMatchObject({ detail: { file: 'cupsd.conf', directive: 'PreserveJobFiles', found: '1h' } })
  })

  it('takes every way in which CUPS lets one say no, in any case and with a comment behind it', () => {
    for (const no of ['No', 'off', 'FALSE', '0', 'no   # by docs/paper.md']) {
      expect(() => spoolPlaces(conf(`  preserveJobHistory\t${no}`, `PreserveJobFiles ${no}`), noFiles)).not.toThrow()
    }
  })

  it('names the directories a sheet passes through: those that are set, else every one that may be taken', () => {
    expect(spoolPlaces(conf(...goodSettings), noFiles)).toEqual([
      { directive: 'RequestRoot', path: '/var/spool/cups' },
      { directive: 'TempDir', path: '/var/spool/cups/tmp' },
    ])
    const moved = { path: 'cups-files.conf', text: 'RequestRoot /run/spool' }
    expect(spoolPlaces(conf(...goodSettings), moved).map(({ path }) => path)).toEqual([
      '/run/spool',
      '/run/spool/tmp',
      '/var/spool/cups/tmp',
    ])
    const named = { path: 'cups-files.conf', text: 'RequestRoot /run/spool\nTempDir /run/tmp' }
    expect(spoolPlaces(conf(...goodSettings), named).map(({ path }) => path)).toEqual(['/run/spool', '/run/tmp'])
  })
})

describe('PRINT-SPOOL, the directories', () => {
  const directory = memoryDirectory()
  // A checkout lies on a disk; the system's own temporary directory may be tmpfs.
  const onDisk = mkdtempSync(join(import.meta.dirname, 'spool-'))
  afterAll(() => {
    for (const each of [directory, onDisk]) rmSync(each, { recursive: true, force: true })
  })

  it('refuses a spool on a disk', () => {
    const cups = writeSettings(directory, goodSettings, { requestRoot: onDisk })
    expect(thrown(() => checkSpool(cups))).toMatchObject({ code: 'printer/spool-on-disk', detail: { path: onDisk } })
  })

  it('refuses a spool that is not there, since nobody knows where it will be', () => {
    const cups = writeSettings(directory, goodSettings, { requestRoot: join(directory, 'gone') })
    expect(thrown(() => checkSpool(cups))).toMatchObject({
      code: 'printer/spool-on-disk',
      detail: { directive: 'RequestRoot' },
    })
  })

  it('refuses to print where the settings cannot be read', () => {
    const cups = { socket: join(directory, 'sock'), settings: join(directory, 'nowhere') }
    expect(thrown(() => checkSpool(cups))).toMatchObject({ code: 'printer/no-settings', detail: { errno: 'ENOENT' } })
  })

  it('takes a spool in memory, and says that no service answers', async () => {
    const cups = writeSettings(directory, goodSettings)
    expect(() => checkSpool(cups)).not.toThrow()
    expect((await listPrinters(cups)).problem).toMatch(/^The print service does not answer/)
    writeFileSync(cups.socket, '')
    expect((await listPrinters(cups)).problem).toMatch(/^The print service does not answer/)
  })
})

const reason = whyNoCupsd()
if (reason === undefined) describe('a real cupsd', withRealService)
else sayLoudly(`printing through a real cupsd: ${reason}`)

function withRealService(): void {
  const pdf = new TextEncoder().encode('%PDF-1.4 a sheet of paper')
  let service: PrivateCups
  beforeAll(async () => {
    service = await startCupsd()
  })
  afterAll(() => service.close())

  it('refuses a printer that it does not know, before anything is sent', async () => {
    const asked = printPdf({ pdf, printer: '-o', copies: 1 }, service.cups)
    await expect(asked).rejects.toMatchObject({ code: 'printer/unknown', detail: { known: 'PAPER' } })
    expect(service.jobs()).toBe('')
  })

  it('lists the printer with its description', async () => {
    expect(await listPrinters(service.cups)).toEqual({
      problem: null,
      printers: [{ name: 'PAPER', description: 'Paper in the vault', accepting: true }],
    })
  })

  it('prints the very bytes, and keeps neither the job nor its file (PRINT-SPOOL)', async () => {
    const { job } = await printPdf({ pdf, printer: 'PAPER', copies: 1 }, service.cups)
    expect(job).toMatch(/^PAPER-\d+$/)
    await waitFor('the sheet came out', () => service.printed()?.length === pdf.length)
    expect(Buffer.from(service.printed() ?? [])).toEqual(Buffer.from(pdf))
    await waitFor('the spool is empty', () => service.spool().length === 0)
    expect(service.jobs()).toBe('')
  })

  it('a service whose settings keep history does keep the job, and is refused before it gets one (PRINT-SPOOL)', async () => {
    const keeping = await startCupsd(['PreserveJobHistory Yes', 'PreserveJobFiles Yes'])
    try {
      const job = { pdf, printer: 'PAPER', copies: 1 }
      await expect(printPdf(job, keeping.cups)).rejects.toMatchObject({ code: 'printer/spool-kept' })
      expect(keeping.jobs()).toBe('')
      const listed = await listPrinters(keeping.cups)
      expect(listed.printers).toEqual([])
      expect(listed.problem).toContain('PreserveJobHistory is Yes')
      // That the refusal is about something: with a false settings file in its place, the same print leaves a copy.
      const lied = memoryDirectory()
      try {
        writeSettings(lied, goodSettings)
        await printPdf(job, { socket: keeping.cups.socket, settings: lied })
        await waitFor('the sheet came out', () => keeping.printed()?.length === pdf.length)
        expect(keeping.jobs()).toContain('PAPER-')
        expect(keeping.spool().filter((name) => name.startsWith('d'))).toHaveLength(1)
      } finally {
        rmSync(lied, { recursive: true, force: true })
      }
    } finally {
      await keeping.close()
    }
  })

  it('a printer that takes no jobs is listed so, and refuses the sheet with words', async () => {
    const paused = await startCupsd()
    try {
      paused.reject()
      expect((await listPrinters(paused.cups)).printers).toMatchObject([{ accepting: false }])
      const asked = printPdf({ pdf, printer: 'PAPER', copies: 1 }, paused.cups)
      await expect(asked).rejects.toMatchObject({ code: 'printer/not-taken', detail: { printer: 'PAPER' } })
    } finally {
      await paused.close()
    }
  })
}

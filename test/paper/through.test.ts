// A sheet all the way: the window's call, the print page in the real Chromium, lp, a real cupsd, and what comes out of the printer.

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { printSheet } from '../../electron/kiosk/window.ts'
import { readAssets } from '../../electron/shell/assets.ts'
import { shellStation } from '../../electron/shell/station.ts'
import { beginStation, scratch } from '../host/station.ts'
import { readWorld } from '../kiosk/open.ts'
import { sayLoudly, startCupsd, waitFor, whyNoCupsd } from './cupsd.ts'

const dist = fileURLToPath(new URL('../../dist/renderer', import.meta.url))
const lacks = whyNoCupsd()

describe('paper.print', () => {
  if (lacks !== undefined) {
    sayLoudly(`a sheet from the window to a real printer: ${lacks}`)
    test('is not tried on this machine, and that is said loudly', () => expect(lacks).not.toBe(''))
    return
  }
  test('the very PDF that Chromium made comes out of the printer, and the service keeps no job and no file (PRINT-SPOOL)', async () => {
    const place = scratch()
    const begun = beginStation({ directory: place.directory })
    await begun.host.leave()
    const world = await readWorld() // built first, and the pages with it
    const common = { assets: readAssets(dist), world, environment: {} }
    const service = await startCupsd()
    const made: Uint8Array[] = []
    const shell = shellStation({
      workDirectory: join(place.directory, 'station'),
      press: async (sheet, call) => {
        const pdf = await printSheet({ ...common, call }, sheet)
        made.push(Uint8Array.from(pdf))
        return pdf
      },
      readiness: async () => [],
      cups: service.cups,
    })
    try {
      const job = { sheet: 'plan', printer: 'PAPER', copies: 1 } as const
      expect(await shell.call('paper.print', job), 'with no ceremony open').toMatchObject({ ok: false })
      expect(await shell.call('station.resume', { ceremony: 'test-ceremony' })).toMatchObject({ ok: true })
      const printers = await shell.call('paper.printers', {})
      expect(printers).toMatchObject({ ok: true, value: { problem: null, printers: [{ name: 'PAPER' }] } })
      const reply = await shell.call('paper.print', job)
      expect(reply).toMatchObject({ ok: true, value: { job: expect.stringMatching(/^PAPER-\d+$/) } })
      await waitFor('the sheet came out', () => service.printed()?.length === made[0]?.length)
      expect(made).toHaveLength(1)
      expect(Buffer.from(service.printed() ?? []).equals(made[0] ?? new Uint8Array())).toBe(true)
      expect(
        Buffer.from(service.printed() ?? [])
          .subarray(0, 5)
          .toString(),
      ).toBe('%PDF-')
      await waitFor('the spool is empty', () => service.spool().length === 0)
      expect(service.jobs()).toBe('')
    } finally {
      await shell.leave()
      await service.close()
      place.remove()
    }
  }, 120_000)
})

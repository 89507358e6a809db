import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import type { SheetName } from '../../core/formats/sheet.ts'
import { printSheet } from '../../electron/kiosk/window.ts'
import { type Asked, readWorld, recorder, testPage } from './open.ts'

let world = ''
beforeAll(async () => {
  world = await readWorld()
})

const print = async (sheet: SheetName): Promise<{ pdf: Uint8Array; asked: readonly Asked[] }> => {
  const { asked, call } = recorder()
  return { pdf: await printSheet({ assets: testPage, world, call, environment: {} }, sheet), asked }
}
const profiles = () => readdirSync('/dev/shm').filter((name) => name.startsWith(`anchorite-window-${process.pid}-`))

it('a page that says it has nothing to print gives no PDF, and leaves nothing behind', async () => {
  await expect(print('transcript')).rejects.toMatchObject({ code: 'window/print' })
  expect(profiles()).toEqual([])
})

it('a sheet is printed without a display, by a browser that asked for this sheet only and is gone afterwards', async () => {
  const { pdf, asked } = await print('script')
  expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-')
  expect(asked).toEqual([{ name: 'paper.sheet', args: { sheet: 'script' } }])
  expect(profiles()).toEqual([])
  const text = Buffer.from(pdf).toString('latin1')
  expect(text, 'tagged').toContain('/MarkInfo')
  // A4 in points, as the page's own style says.
  expect(text).toMatch(/\/MediaBox ?\[0 0 59[45](?:\.\d+)? 84[12](?:\.\d+)?\]/)
  if (existsSync('/usr/bin/pdftotext'))
    expect(execFileSync('pdftotext', ['-', '-'], { input: pdf, encoding: 'utf8' })).toContain('Sheet of the test')
})

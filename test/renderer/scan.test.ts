// The code on a card, read instead of typed: from a picture file, and by Chromium's own fake camera, which plays a clip.

import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { digitsOfWords } from '../../core/backup/words.ts'
import { qrModules } from '../../core/qr/code.ts'
import { playTo, scratch } from '../host/station.ts'
import { clipOf, onTable, pictureOf } from '../qr/picture.ts'
import { axeFaults, projector, settled, violationsOf } from './browser.ts'
import { FakeDesk } from './fake-desk.ts'
import { FakeShare } from './fake-share.ts'
import { type Served, serveWindow } from './serve.ts'

const { directory, remove } = scratch()
const desk = new FakeDesk(directory)
let served: Served
let share: FakeShare
const opened: Browser[] = []

beforeAll(async () => {
  served = await serveWindow(desk)
  share = await FakeShare.make({ mayShow: false, qr: true })
})
afterEach(async () => {
  for (const browser of opened.splice(0)) await browser.close()
  await desk.leave()
})
afterAll(async () => {
  await served.close()
  rmSync(directory, { recursive: true, force: true })
  remove()
})

/** The window at the fields, in a browser whose camera plays this clip; without one it has no camera. */
async function atFields(clip: string | undefined): Promise<Page> {
  desk.begin()
  await playTo(desk.station, 'retrieve/recording')
  share = await FakeShare.make({ mayShow: false, qr: true })
  desk.share = share
  if (clip !== undefined)
    writeFileSync(clip, clipOf(onTable(pictureOf(qrModules(digitsOfWords(share.words)), 6), 640, 480), 4))
  const camera =
    clip === undefined
      ? []
      : [
          '--use-fake-device-for-media-stream',
          '--use-fake-ui-for-media-stream',
          `--use-file-for-fake-video-capture=${clip}`,
        ]
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = await chromium.launch({ executablePath: '/usr/lib/chromium/chromium', args: [...camera, ...asRoot] })
  opened.push(browser)
  const page = await browser.newPage({ viewport: projector, reducedMotion: 'reduce' })
  page.setDefaultTimeout(15_000)
  await page.goto(served.url)
  await settled(page)
  await page.getByRole('button', { name: 'Everybody stands so' }).click()
  return page
}

/** Keeps each stream that the page is given, to ask afterwards whether it is still live. */
const keepStreams = async (page: Page) =>
  page.evaluate(() => {
    const devices = navigator.mediaDevices
    const given: MediaStream[] = []
    const ask = devices.getUserMedia.bind(devices)
    devices.getUserMedia = async (wanted) => {
      const stream = await ask(wanted)
      given.push(stream)
      return stream
    }
    Object.assign(window, { given })
  })
const tracksOf = async (page: Page) =>
  page.evaluate(() =>
    (window as unknown as { given: MediaStream[] }).given.flatMap((stream) =>
      stream.getTracks().map(({ readyState }) => readyState),
    ),
  )

/** A picture file of a code, made by Chromium itself. */
async function pngOf(page: Page, text: string): Promise<Buffer> {
  const { width, height, data } = pictureOf(qrModules(text), 5)
  const url = await page.evaluate(
    ([size, rows, grey]) => {
      const canvas = document.createElement('canvas')
      canvas.width = size
      canvas.height = rows
      const pixels = new Uint8ClampedArray(size * rows * 4).fill(255)
      for (const [at, shade] of grey.entries()) pixels.fill(shade, at * 4, at * 4 + 3)
      canvas.getContext('2d')?.putImageData(new ImageData(pixels, size, rows), 0, 0)
      return canvas.toDataURL('image/png')
    },
    [width, height, Array.from({ length: width * height }, (_, at) => data[at * 4] ?? 0)] as const,
  )
  return Buffer.from(url.split(',')[1] ?? '', 'base64')
}

describe('a card with a code', () => {
  it('is read by the camera, on the one address where it may be used; then the camera is off', async () => {
    const page = await atFields(join(directory, 'camera.y4m'))
    expect(await axeFaults(page)).toEqual([])
    await keepStreams(page)
    await page.getByRole('button', { name: 'Read the code with the camera' }).click()
    await page.locator('.card-read').waitFor()
    expect(await tracksOf(page)).toEqual(['ended'])
    expect(share.typed).toEqual([share.words.join(' ')])
    expect(await page.evaluate(() => window.location.hash)).toBe('')
    expect(await violationsOf(page)).toEqual([])
  })

  it('looks through the camera only at #/scan, and leaves it when it is stopped', async () => {
    const page = await atFields(join(directory, 'other.y4m'))
    // A code that is no card: the camera goes on looking.
    writeFileSync(join(directory, 'other.y4m'), clipOf(onTable(pictureOf(qrModules('12345678'), 8), 640, 480), 4))
    await keepStreams(page)
    await page.getByRole('button', { name: 'Read the code with the camera' }).click()
    await page.locator('.viewfinder').waitFor()
    expect(await page.evaluate(() => window.location.hash)).toBe('#/scan')
    await page.locator('.scan .problem').filter({ hasText: 'not that of a share card' }).waitFor()
    expect(await tracksOf(page)).toEqual(['live'])
    await page.getByRole('button', { name: 'Camera off' }).click()
    expect(await tracksOf(page)).toEqual(['ended'])
    expect(await page.evaluate(() => window.location.hash)).toBe('')
    expect(await page.evaluate(() => document.querySelector('video')?.srcObject ?? null)).toBeNull()
    expect(share.typed).toEqual([])
  })

  it('where there is no camera, says so, and the words can be typed', async () => {
    const page = await atFields(undefined)
    await page.getByRole('button', { name: 'Read the code with the camera' }).click()
    await page.locator('.scan .problem').filter({ hasText: 'No camera answers' }).waitFor()
    expect(await page.evaluate(() => window.location.hash)).toBe('')
    expect(await page.locator('.pad input').count()).toBe(33)
  })

  it('is read from a picture file; one without a code, or that is no picture, says so', async () => {
    const page = await atFields(undefined)
    const file = page.locator('.scan input[type=file]')
    await file.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('no picture') })
    await page.locator('.scan .problem').filter({ hasText: 'No code was found' }).waitFor()
    await file.setInputFiles({ name: 'b.png', mimeType: 'image/png', buffer: await pngOf(page, '12345678') })
    await page.locator('.scan .problem').filter({ hasText: 'not that of a share card' }).waitFor()
    await file.setInputFiles({
      name: 'c.png',
      mimeType: 'image/png',
      buffer: await pngOf(page, digitsOfWords(share.words)),
    })
    await page.locator('.card-read').waitFor()
    expect(share.typed).toEqual([share.words.join(' ')])
  })
})

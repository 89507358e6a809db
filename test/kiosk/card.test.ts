// The real window with the real pages: a card is read by the camera that WIN-PERMISSION lets it have, and printed by a browser of its own.

import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { digitsOfWords } from '../../core/backup/words.ts'
import type { CallBridge } from '../../core/bridge.ts'
import type { CardSheet } from '../../core/formats/share-view.ts'
import { qrModules } from '../../core/qr/code.ts'
import { type KioskWindow, openWindow, printSheet } from '../../electron/kiosk/window.ts'
import { type Assets, readAssets } from '../../electron/shell/assets.ts'
import { playTo, scratch } from '../host/station.ts'
import { clipOf, onTable, pictureOf } from '../qr/picture.ts'
import { FakeDesk } from '../renderer/fake-desk.ts'
import { FakeShare } from '../renderer/fake-share.ts'
import { type Display, startDisplay } from './display.ts'
import { readWorld, settled } from './open.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { directory, remove } = scratch()
const desk = new FakeDesk(directory)
/** Chromium runs as a user of its own, and reads the clip itself. */
const carried = mkdtempSync(join(tmpdir(), 'anchorite-clip-'))
let display: Display
let assets: Assets
let world = ''
let window: KioskWindow | undefined

beforeAll(async () => {
  execFileSync(process.execPath, [join(root, 'build/window.mjs')], { env: { ...process.env, NODE_ENV: 'production' } })
  assets = readAssets(join(root, 'dist', 'renderer'))
  world = await readWorld()
  display = await startDisplay()
}, 120_000)
afterAll(async () => {
  await window?.close()
  display.stop()
  await desk.leave()
  for (const path of [carried, directory]) rmSync(path, { recursive: true, force: true })
  remove()
}, 60_000)

const cardOf = async (): Promise<FakeShare> => FakeShare.make({ mayShow: false, qr: true })

it('a card is read by the camera, which is granted on #/scan and nowhere else, under the whole policy', async () => {
  const share = await cardOf()
  const clip = join(carried, 'card.y4m')
  writeFileSync(clip, clipOf(onTable(pictureOf(qrModules(digitsOfWords(share.words)), 6), 640, 480), 4))
  chmodSync(carried, 0o755)
  chmodSync(clip, 0o644)
  desk.begin()
  await playTo(desk.station, 'retrieve/recording')
  desk.share = share
  window = await openWindow({
    assets,
    world,
    call: desk.call as CallBridge, // it serves every name of the bridge
    screen: 'window',
    environment: { DISPLAY: display.name },
    testFlags: ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${clip}`],
  })
  const { inside } = window
  const ask = async (expression: string): Promise<unknown> => {
    const order = {
      expression,
      userGesture: true,
      awaitPromise: true,
      returnByValue: true,
      allowUnsafeEvalBlockedByCSP: false,
    }
    return (await inside.pipe.send('Runtime.evaluate', order, inside.target.session)).result.value
  }
  const press = async (name: string) => {
    const button = `[...document.querySelectorAll('main button')].find((each) => each.textContent === ${JSON.stringify(name)})`
    await settled(
      () => ask(`${button} !== undefined`),
      (there) => there === true,
    )
    await ask(`${button}?.click()`)
  }
  await press('Everybody stands so')
  await press('Read the code with the camera')
  const text = await settled(
    () => ask('document.querySelector(".card-read, .scan .problem:not(:empty)")?.textContent ?? ""'),
    (said) => said !== '',
    20_000,
  )
  expect(text).toContain('every word of it is right')
  expect(share.typed).toEqual([share.words.join(' ')])
  expect(await ask('location.hash')).toBe('')
  expect(inside.refused.filter((url) => !url.endsWith('/favicon.ico'))).toEqual([])
}, 120_000)

it('a card is printed by a browser that is given its words once, and is gone afterwards', async () => {
  const share = await cardOf()
  const sheet: CardSheet = {
    organisation: 'Acme Corporation',
    mode: 'production',
    date: '2026-11-24',
    key: 'root-a',
    fingerprintWords: 'skydive almighty briefcase company',
    holder: 'bruno',
    holderName: 'Bruno Keller',
    number: 2,
    of: 3,
    threshold: 2,
    epoch: 1,
    setWords: share.words.slice(0, 3),
    words: [...share.words],
    qr: null,
  }
  const asked: string[] = []
  const call = (async (name: string) => {
    asked.push(name)
    return { ok: true, value: sheet }
  }) as unknown as CallBridge // answers the one name that is asked
  const pdf = await printSheet({ assets, world, call, environment: {} }, 'share-card')
  expect(asked).toEqual(['share.sheet'])
  if (!existsSync('/usr/bin/pdftotext')) return
  const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' }).replaceAll(
    /\s+/g,
    ' ',
  )
  for (const [index, word] of share.words.entries()) expect(text).toContain(`${index + 1} ${word}`)
  expect(text).toContain('page 1 of 1')
}, 120_000)

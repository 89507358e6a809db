// Cards whose words may be seen, because they are always the same and open nothing; cards that are printed; codes; dice.
// In a browser of its own: the kiosk of a rehearsal has no printer, and the words of its cards are nobody's to see.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { qrModules } from '../../../core/qr/code.ts'
import { shareStrings } from '../../../renderer/share/strings.ts'
import { strings } from '../../../renderer/strings.ts'
import { playTo } from '../../host/station.ts'
import { clipOf, onTable, pictureOf } from '../../qr/picture.ts'
import { openBrowser, openWindow, reload, settled } from '../../renderer/browser.ts'
import { FakeDesk } from '../../renderer/fake-desk.ts'
import { FakeDice } from '../../renderer/fake-dice.ts'
import { FakeShare } from '../../renderer/fake-share.ts'
import { serveWindow } from '../../renderer/serve.ts'
import type { Album } from './album.ts'

const { stand, make, show, type } = shareStrings

type Table = {
  readonly album: Album
  readonly desk: FakeDesk
  readonly page: Page
  readonly press: (name: string | RegExp) => Promise<void>
  readonly take: (name: string) => Promise<void>
  /** A picture while the button of this name is held. */
  readonly held: (button: string, name: string) => Promise<void>
}

export async function shares(album: Album): Promise<void> {
  const desk = new FakeDesk(join(album.directory, 'shares'))
  const served = await serveWindow(desk)
  try {
    const clip = join(album.directory, 'card.y4m')
    // A code that is half out of the picture: the camera goes on looking.
    writeFileSync(clip, clipOf(onTable(pictureOf(halfSeen, 7), 640, 480), 4))
    const browser = await openBrowser([
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${clip}`,
    ])
    try {
      const table = laid(album, desk, await openWindow(browser, served.url))
      await byHand(table)
      await printed(table)
      await typedBack(table)
      await scanned(table)
      await rolled(table)
    } finally {
      await browser.close()
    }
  } finally {
    await served.close()
    await desk.leave()
  }
}

/** The upper half of a code that says nothing. */
const halfSeen = qrModules('Anchorite. '.repeat(8)).map((row, y, all) =>
  y < all.length / 2 ? row : row.map(() => false),
)

function laid(album: Album, desk: FakeDesk, page: Page): Table {
  const window = { page }
  const take = (name: string) => album.camera.take(window, name)
  return {
    album,
    desk,
    page,
    take,
    press: async (name) => {
      await page.getByRole('button', { name }).click()
      await settled(page)
    },
    held: async (button, name) => {
      await page.getByRole('button', { name: button }).focus()
      await page.keyboard.down('Space')
      try {
        await settled(page)
        await take(name)
      } finally {
        await page.keyboard.up('Space')
      }
    },
  }
}

/** The window in front of a step that shows and reads Bruno's card. */
async function atCard({ desk, page }: Table, options: Parameters<typeof FakeShare.make>[0]): Promise<FakeShare> {
  await desk.leave()
  desk.begin()
  await playTo(desk.station, 'retrieve/recording')
  const share = await FakeShare.make(options)
  desk.share = share
  await reload(page)
  return share
}

async function byHand(table: Table): Promise<void> {
  await atCard(table, { cards: 'by-hand' })
  await table.press(stand.go)
  await table.held(show.holdLine, 'card-line')
  await table.held(show.holdAll, 'card-all')
}

async function printed(table: Table): Promise<void> {
  const { desk, take, press } = table
  await atCard(table, { cards: 'printed' })
  await press(stand.go)
  await take('card-print')
  await press(make.print)
  await take('card-printed')
  desk.printers = { problem: 'The print service keeps a history of its jobs. Set PreserveJobHistory No.', printers: [] }
  await atCard(table, { cards: 'either' })
  await press(stand.go)
  await table.page.locator('label').filter({ hasText: make.print }).click()
  await press(strings.step.next)
  await take('card-no-printer')
}

async function typedBack(table: Table): Promise<void> {
  const { page, take, press } = table
  const typeWords = async (words: readonly string[]) => {
    for (const word of words) {
      await page.keyboard.type(word)
      await page.keyboard.press('Enter')
    }
  }
  const { words, backup } = await atCard(table, { mayShow: false })
  await press(stand.go)
  await page.keyboard.type('eyeb')
  await take('card-word')
  await page.keyboard.press('Space')
  await page.keyboard.type('twelfe')
  await page.keyboard.press('Space')
  await take('card-word-unknown')
  await press(type.empty33)
  await press(type.emptySure)
  await page.locator('.pad input').first().focus()
  await typeWords(words.with(19, 'abandon'))
  await press(type.send)
  await table.held(type.hold, 'card-mistyped-held')
  await press(type.empty33)
  await press(type.emptySure)
  await page.locator('.pad input').first().focus()
  await typeWords(backup.cards[0] ?? [])
  await press(type.send)
  await take('card-of-another')
}

async function scanned(table: Table): Promise<void> {
  const { page, take, press } = table
  await atCard(table, { mayShow: false, qr: true })
  await press(stand.go)
  await take('card-scan')
  await press(shareStrings.scan.camera)
  await page.locator('.viewfinder').evaluate(
    (video) =>
      new Promise<void>((resolve) => {
        const seen = () => ((video as HTMLVideoElement).videoWidth > 0 ? resolve() : setTimeout(seen, 100)) // a video by its class
        seen()
      }),
  )
  await take('card-scan-camera')
  await press(shareStrings.scan.stop)
  const nothing = await page.screenshot({ clip: { x: 0, y: 0, width: 60, height: 60 } })
  await page
    .locator('.scan input[type=file]')
    .setInputFiles({ name: 'card.png', mimeType: 'image/png', buffer: nothing })
  await page.getByText(shareStrings.scan.noCode).waitFor()
  await take('card-scan-picture')
}

async function rolled(table: Table): Promise<void> {
  const { desk, page, take } = table
  await desk.leave()
  desk.begin()
  await playTo(desk.station, 'retrieve/recording')
  desk.dice = new FakeDice()
  await reload(page)
  await take('dice')
  // As a good die falls: each face as often as the others.
  const rolls = Array.from({ length: 108 }, (_, at) => ((at * at + 3 * at + Math.floor(at / 7)) % 6) + 1).join('')
  await page.keyboard.type(rolls.slice(0, 48))
  await take('dice-half')
  await page.keyboard.type(rolls.slice(48))
  await take('dice-full')
}

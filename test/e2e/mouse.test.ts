// The whole rehearsal of root key generation in the real window, by mouse; then its paper.

import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readBag } from '../../core/media/bag.node.ts'
import { wordsOfDigest } from '../../core/transcript/words.ts'
import { verifyBag } from '../../core/verify/bag.ts'
import { scripts } from '../../electron/host/scripts.ts'
import { strings } from '../../renderer/strings.ts'
import { cardByMouse } from './card.ts'
import { mouseHands } from './hands.ts'
import { begin, playTo, type Room, until } from './room.ts'
import type { Screen } from './screen.ts'
import { describeWindow, type Stage, wholeRehearsalMs } from './stage.ts'

describeWindow('a custodian with the mouse', ['pdftotext'], (stage) => {
  test(
    'is led through the whole rehearsal, from home to a bag that verifies, with REHEARSAL on every page',
    async () => {
      const kiosk = await stage.open()
      const unmarked: string[] = []
      const hands = mouseHands(kiosk)
      const room: Room = {
        cdp: kiosk.cdp,
        hands,
        card: () => cardByMouse(kiosk, hands),
        seen: (screen) => void noteUnmarked(screen, unmarked),
      }
      await begin(room)
      const closed = await playTo(room, strings.close.closedTitle)
      noteUnmarked(closed, unmarked)
      expect(unmarked).toEqual([])

      const bag = join(stage.workDirectory, nameOf(stage, /-bag$/))
      expect(closed.text).toContain(bag)
      const report = verifyBag(await readBag(bag), scripts)
      expect(report).toMatchObject({ verdict: 'sealed', mode: 'rehearsal', deviations: [] })
      // The words that everybody writes down are those of the head that an auditor will compute.
      await until(
        kiosk,
        ({ text }) => text.includes(report.head) && wordsOfDigest(report.head).every((word) => text.includes(word)),
      )
      expect(report.entries).toBeGreaterThan(150)
    },
    wholeRehearsalMs,
  )

  test('writes script and transcript as PDF: the text of the day, n of m, words and REHEARSAL on every page', async () => {
    const { page, cdp } = stage.current()
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
    await press(strings.paper.printTranscript)
    for (const [sheet, label] of [
      ['transcript', strings.paper.finalTranscript],
      ['script', strings.paper.script],
    ] as const) {
      await page.getByRole('radio', { name: label, exact: true }).click()
      await press(strings.paper.pdf)
      const said = await until({ cdp }, ({ text, busy }) => !busy && new RegExp(`/${sheet}-\\d+\\.pdf`).test(text))
      const pages = textOfPdf(/\/\S+\.pdf/.exec(said.text)?.[0] ?? '')
      expect(pages.length).toBeGreaterThan(3)
      for (const [index, text] of pages.entries()) {
        expect(text).toContain('REHEARSAL')
        expect(text.replace(/\s+/g, ' ')).toMatch(new RegExp(`\\b${index + 1} of ${pages.length}\\b`))
      }
      const all = pages.join('\n')
      for (const mustStand of ['Root key generation', 'Amina Diallo', 'acme-root-2027'])
        expect(all).toContain(mustStand)
    }
    await press(strings.help.close)
  }, 120_000)
})

/** The mode stands on every page of a ceremony, in words. */
function noteUnmarked(screen: Screen, unmarked: string[]): void {
  if (!screen.text.split(' ').includes(strings.mode.rehearsal)) unmarked.push(screen.title)
}

const nameOf = ({ workDirectory }: Stage, pattern: RegExp): string =>
  fs.readdirSync(workDirectory).find((name) => pattern.test(name)) ?? 'nothing'

/** The text of each page. */
function textOfPdf(path: string): readonly string[] {
  const text = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8', maxBuffer: 32 * 1024 * 1024 })
  return text.split('\f').slice(0, -1)
}

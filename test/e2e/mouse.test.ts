// The whole rehearsal of root key generation in the real window, by mouse; then its paper, and its bag, whole and broken.

import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readBag } from '../../core/media/bag.node.ts'
import { verifyBag } from '../../core/verify/bag.ts'
import { scripts } from '../../electron/host/scripts.ts'
import { strings } from '../../renderer/strings.ts'
import { carry, chooseFiles, dropFiles } from './files.ts'
import { mouseHands } from './hands.ts'
import { after, begin, playTo, type Room, until } from './room.ts'
import { look, type Screen } from './screen.ts'
import { describeWindow, type Stage, wholeRehearsalMs } from './stage.ts'

describeWindow('a custodian with the mouse', ['pdftotext'], (stage) => {
  let bag = ''

  test(
    'is led through the whole rehearsal, from home to a bag that verifies, with REHEARSAL on every page',
    async () => {
      const kiosk = await stage.open()
      const unmarked: string[] = []
      const room: Room = { cdp: kiosk.cdp, hands: mouseHands(kiosk), seen: (screen) => void noteUnmarked(screen, unmarked) }
      await begin(room)
      const closed = await playTo(room, strings.close.closedTitle)
      noteUnmarked(closed, unmarked)
      expect(unmarked).toEqual([])

      bag = join(stage.workDirectory, nameOf(stage, /-bag$/))
      expect(closed.text).toContain(bag)
      const report = verifyBag(await readBag(bag), scripts)
      expect(report).toMatchObject({ verdict: 'sealed', mode: 'rehearsal', deviations: [] })
      // The words that everybody writes down are those of the head that an auditor will compute.
      expect(closed.text).toContain(report.head)
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
      for (const mustStand of ['Root key generation', 'Amina Diallo', 'acme-root-2027']) expect(all).toContain(mustStand)
    }
    await press(strings.help.close)
  }, 120_000)

  test('goes home, drops the bag on the window, and reads the verdict first', async () => {
    const kiosk = stage.current()
    const press = (name: string | RegExp) => kiosk.page.getByRole('button', { name }).click()
    await press(strings.close.home)
    await press(/^Verify/)
    const whole = carry(bag, join(stage.carried, 'bag'))
    await dropFiles(kiosk, strings.verify.lead, [whole])
    await until(kiosk, ({ text }) => /\d+ files/.test(text))
    const good = await after(kiosk, () => press(strings.verify.run))
    expect(good.headings.slice(0, 2)).toEqual([strings.verify.title, strings.verify.sealed])
    expect(good.text).toContain('REHEARSAL')
    expect(good.text).toContain(strings.verify.noDeviations)
  })

  test('is refused a bag with one altered byte, by name, and a folder that is none', async () => {
    const kiosk = stage.current()
    const press = (name: string | RegExp) => kiosk.page.getByRole('button', { name }).click()
    const broken = carry(bag, join(stage.carried, 'broken'))
    const altered = join(broken, 'data', 'README.txt')
    const bytes = fs.readFileSync(altered)
    bytes[10] = (bytes[10] ?? 0) ^ 1
    fs.writeFileSync(altered, bytes)
    await chooseFiles(kiosk, strings.files.chooseFolder, broken)
    await until(kiosk, ({ headings }) => !headings.includes(strings.verify.sealed))
    const refused = await after(kiosk, () => press(strings.verify.run))
    expect(refused.headings).toContain(strings.verify.refused)
    expect(refused.text).toContain('README.txt')
    expect(refused.text).not.toContain('VERIFIED')
  })
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

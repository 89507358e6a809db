// The cards of a backup in the real window: made from the held screen, one word wrong on purpose, read back; by mouse and by keyboard.
// Then what both cards say is looked for wherever it might have been left: profile, station, PDFs, processes.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shareStrings } from '../../renderer/share/strings.ts'
import { strings } from '../../renderer/strings.ts'
import { partsIn, wantedCard } from '../secrets/card-words.ts'
import { watchFamily } from '../secrets/family.ts'
import { filesUnder, search } from '../secrets/places.ts'
import { profileOf } from '../secrets/window.ts'
import { copyCard, keyboardGrip, mendWord, mouseGrip, typeBack } from './card.ts'
import { type Hands, keyboardHands, mouseHands } from './hands.ts'
import type { OpenKiosk } from './kiosk.ts'
import type { Prepared } from './prepare.ts'
import { prepareBackup } from './prepare-backup.ts'
import { after, playTo, step, until } from './room.ts'
import { describeWindow, wholeRehearsalMs } from './stage.ts'

const dice =
  '1462535162436125346512634152361425361524635142536415263514263514625341652341652364125361425316425316245361425361'
const readBack = strings.perform.act['backup/read-back'] ?? ''

describeWindow('a custodian with a share card', [], (stage) => {
  let prepared: Prepared
  const papers: (readonly string[])[] = []
  const places = new Map<string, Buffer>()
  let family: ReturnType<typeof watchFamily> | undefined
  let often: NodeJS.Timeout | undefined
  /** What the window's profile holds while people do nothing. */
  const lookIntoProfile = (moment: string): void => {
    const profile = profileOf(stage.current().pids.station) ?? expect.fail('the window has no profile')
    for (const [path, bytes] of filesUnder(profile)) places.set(`${moment}: ${path}`, bytes)
  }
  afterAll(() => clearInterval(often))
  beforeAll(async () => {
    prepared = await prepareBackup(stage.workDirectory)
  }, wholeRehearsalMs)

  test(
    'by mouse: makes it line by line, types one word wrong, is told which, and mends it',
    async () => {
      const kiosk = await stage.open()
      family = watchFamily(kiosk.pids.station)
      often = setInterval(family.sample, 150) // a token host lives for less than a second
      const hands = mouseHands(kiosk)
      await takeUp(kiosk, hands, prepared)
      await playTo({ cdp: kiosk.cdp, hands }, titleOf('Ines Okafor'))
      const next = () => hands.press(shareStrings.show.next)
      const words = await copyCard(kiosk, hands, mouseGrip(kiosk), next)
      expect(words).toHaveLength(33)
      papers.push(words)
      const wrong = words.with(13, words[13] === 'zebra' ? 'zoo' : 'zebra')
      const told = await typeBack(kiosk, hands, wrong)
      expect(told.text).toContain('Word 14 (Share)')
      expect(await kiosk.page.locator('.fault-words span').textContent()).toBe('••••••')
      lookIntoProfile('typed, with a word wrong')
      await mendWord(kiosk, hands, 14, words[13] ?? '')
      await after({ cdp: kiosk.cdp }, () => hands.press(readBack))
    },
    wholeRehearsalMs,
  )

  test(
    'by keyboard alone: the same, for the next one',
    async () => {
      const kiosk = stage.current()
      const hands = keyboardHands(kiosk)
      await playTo({ cdp: kiosk.cdp, hands }, titleOf('Jonas Berg'))
      const next = () => kiosk.page.keyboard.press('ArrowRight')
      const words = await copyCard(kiosk, hands, keyboardGrip(kiosk), next)
      expect(words.slice(0, 3)).toEqual(papers[0]?.slice(0, 3))
      expect(words.slice(6)).not.toEqual(papers[0]?.slice(6))
      papers.push(words)
      // The card of somebody else is not taken.
      const told = await typeBack(kiosk, hands, papers[0] ?? [])
      expect(told.text).toContain('the card of Ines Okafor, not of Jonas Berg')
      await kiosk.page.keyboard.press('Enter')
      await typeBack(kiosk, hands, words)
      await until(kiosk, ({ text }) => text.includes(shareStrings.read.next))
      await after({ cdp: kiosk.cdp }, () => hands.press(readBack))
      expect((await playTo({ cdp: kiosk.cdp, hands }, 'Bag of card 2')).title).toBe('Bag of card 2')
    },
    wholeRehearsalMs,
  )

  test('no two words that follow one another on a card stand in any file of the station', () => {
    const files = readdirSync(stage.workDirectory, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    )
    const texts = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    expect(texts.some((text) => text.includes('backup/read-back'))).toBe(true)
    const pairs = papers.flatMap((words) => words.slice(6).map((word, at) => `${words[at + 5]} ${word}`))
    expect(pairs.filter((pair) => texts.some((text) => text.includes(pair)))).toEqual([])
  })

  test(
    'the ceremony printed and left: no three words of a card, and no share, in a PDF, the profile, the record, or what the system shows of a process',
    async () => {
      const { cdp, pids } = stage.current()
      for (const sheet of ['script', 'transcript']) await ask(cdp, 'paper.pdf', { sheet })
      lookIntoProfile('read back')
      await ask(cdp, 'station.leave', {})
      lookIntoProfile('left')
      family?.sample()
      for (const [path, bytes] of [...(family?.seen ?? []), ...filesUnder(stage.workDirectory)]) places.set(path, bytes)

      const names = [...places.keys()]
      for (const kind of ['station host', 'secret host', 'token host', 'Chromium, renderer'])
        expect(
          names.some((name) => name.startsWith(`${kind}: /proc/`)),
          kind,
        ).toBe(true)
      const printed = names.filter((name) => name.startsWith('text of ') && name.endsWith('.pdf'))
      expect(printed.map((name) => /(\w+)-\d+\.pdf$/.exec(name)?.[1]).toSorted()).toEqual(['script', 'transcript'])
      expect(printed.every((name) => (places.get(name)?.length ?? 0) > 1000)).toBe(true)
      for (const part of [`anchorite-window-${pids.station}-`, 'Default/Preferences', 'transcript.jsonl', 'environ'])
        expect(names.filter((name) => name.includes(part)).length, part).toBeGreaterThan(0)

      const found = [...places].flatMap(([place, bytes]) => partsIn(bytes, papers).map((part) => `${place}: ${part}`))
      expect(found).toEqual([])
      const cards = papers.flatMap((words, index) => wantedCard(`card ${index + 1}`, words))
      expect(search(places, cards).found).toEqual([])
    },
    wholeRehearsalMs,
  )
})

/** A call as the page itself makes it. */
async function ask(cdp: OpenKiosk['cdp'], call: string, args: object): Promise<void> {
  const expression = `anchorite.call('${call}', ${JSON.stringify(args)}).then((reply) => JSON.stringify(reply))`
  const { result } = await cdp.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
  expect(JSON.parse(String(result.value)), call).toMatchObject({ ok: true })
}

const titleOf = (name: string): string => `${name} makes the card and reads it back`

/** The prepared ceremony goes on in the window; the dice are thrown, the backup begins. */
async function takeUp(kiosk: OpenKiosk, hands: Hands, { head }: Prepared): Promise<void> {
  const room = { cdp: kiosk.cdp, hands }
  const card = strings.home.resumeOne('Root key generation')
  await until(kiosk, ({ controls }) => controls.some(({ name }) => name === card))
  await after(kiosk, () => hands.press(card))
  await until(kiosk, ({ title }) => title === strings.break.resumeTitle)
  await hands.choose('Amina Diallo · administrator')
  await hands.type(strings.break.head, head)
  let screen = await after(kiosk, () => hands.press(strings.break.resume))
  while (screen.title !== 'Split the backup of root-a') screen = await step(room, screen)
  await kiosk.page.keyboard.type(dice)
  await after(kiosk, () => hands.press(strings.secret.give))
}

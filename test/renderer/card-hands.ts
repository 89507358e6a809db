// Hands at the pages about one share card: the window in front of a step that shows and reads Bruno's card, whose words are always the same.

import { readdirSync, readFileSync } from 'node:fs'
import { afterEach } from 'vitest'
import { evenWords, oddWords } from '../../core/transcript/pgp-words.ts'
import { playTo } from '../host/station.ts'
import { reload, settled } from './browser.ts'
import { FakeShare } from './fake-share.ts'
import type { Hands } from './hands.ts'
import { findInPage } from './secret-search.ts'

type Options = Parameters<typeof FakeShare.make>[0]

export type CardHands = ReturnType<typeof cardHands>

/** Registers a hook: what a test that failed still held is let go, or every test after it would fail too. */
export function cardHands(hands: Hands) {
  const { desk, button } = hands
  afterEach(async () => {
    for (const key of ['Space', 'Enter']) await hands.page.keyboard.up(key)
    await hands.page.mouse.up()
  })

  const atCard = async (options: Options = {}): Promise<FakeShare> => {
    desk.begin()
    await playTo(desk.station, 'retrieve/recording')
    const share = await FakeShare.make(options)
    desk.share = share
    await reload(hands.page)
    await focusIn()
    return share
  }

  /** A key that comes before the page has put the focus anywhere is lost, as a person's would be. */
  const focusIn = () => hands.page.waitForFunction(() => document.activeElement?.closest('main, dialog') !== null)

  return {
    /** The window in front of the step. */
    atCard,
    /** As far as the fields. */
    atFields: async (options: Options = {}): Promise<FakeShare> => {
      const share = await atCard({ mayShow: false, ...options })
      await button('Everybody stands so').click()
      await settled(hands.page)
      return share
    },
    /** Another window in front of the same desk, with a clock of the test's own. */
    newPage: async () => (await hands.page.context().browser()?.newPage()) ?? Promise.reject(new Error('no browser')),
    /** Where the words are shown. */
    face: () => hands.page.locator('.face'),
    focusedField: () => hands.page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.at),
    typeWords: async (words: readonly string[]) => {
      for (const word of words) {
        await hands.page.keyboard.type(word)
        await hands.page.keyboard.press('Enter')
      }
    },
    check: async () => {
      await button('Check the card').click()
      await settled(hands.page)
    },
    /** Those words of a card that stand nowhere in the page, nor in what React holds: finding one later means something. */
    absent: async (words: readonly string[]): Promise<readonly string[]> => {
      const probes: string[] = []
      for (const word of words.slice(6, 30).filter((each) => !saidAnyway.includes(each)))
        if ((await findInPage(hands.page, word)).length === 0) probes.push(word)
      if (probes.length < 4) throw new Error('too many words of this card stand in the page anyway')
      return probes
    },
    found: async (words: readonly string[]) =>
      (await Promise.all(words.map((word) => findInPage(hands.page, word)))).flat(),
    /** Those that stand in a field, or are the whole text of something. */
    inPage: async (words: readonly string[]) =>
      hands.page.evaluate((all) => {
        const text = document.documentElement.outerHTML
        const fields = [...document.querySelectorAll<HTMLInputElement>('input[type=text], input[type=password]')].map(
          ({ value }) => value,
        )
        return all.filter((word) => text.includes(`>${word}<`) || fields.includes(word))
      }, words),
  }
}

const renderer = new URL('../../renderer/', import.meta.url)

/** What other pages may say meanwhile: the sentences of the window, and the words of a head. */
const saidAnyway = [
  ...[
    'share/strings.ts',
    'fact-names.ts',
    ...readdirSync(new URL('strings/', renderer)).map((name) => `strings/${name}`),
  ].map((name) => readFileSync(new URL(name, renderer), 'utf8')),
  ...evenWords,
  ...oddWords,
]
  .join(' ')
  .toLowerCase()

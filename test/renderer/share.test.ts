// Long: every page about a card, by mouse and by keyboard, over one window.

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { evenWords, oddWords } from '../../core/transcript/pgp-words.ts'
import { playTo } from '../host/station.ts'
import { axeFaults, reload, sentAreWiped, settled, sidewaysFaults } from './browser.ts'
import { FakeShare } from './fake-share.ts'
import { handsOn } from './hands.ts'
import { findInPage } from './secret-search.ts'

const hands = handsOn()
const { desk, press, button } = hands

type Options = Parameters<typeof FakeShare.make>[0]

/** The window in front of a step that shows and reads Bruno's card. */
async function atCard(options: Options = {}): Promise<FakeShare> {
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

/** As far as the fields. */
async function atFields(options: Options = {}): Promise<FakeShare> {
  const share = await atCard({ mayShow: false, ...options })
  await button('Everybody stands so').click()
  await settled(hands.page)
  return share
}

/** Another window in front of the same desk, with a clock of the test's own. */
const newPage = async () => (await hands.page.context().browser()?.newPage()) ?? Promise.reject(new Error('no browser'))
const face = () => hands.page.locator('.face')
const focusedField = () => hands.page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.at)
const typeWords = async (words: readonly string[]) => {
  for (const word of words) {
    await hands.page.keyboard.type(word)
    await hands.page.keyboard.press('Enter')
  }
}
const check = async () => {
  await button('Check the card').click()
  await settled(hands.page)
}
/** What other pages may say meanwhile: the sentences of the window, and the words of a head. */
const saidAnyway = [
  ...['strings.ts', 'share/strings.ts', 'fact-names.ts'].map((name) =>
    readFileSync(new URL(`../../renderer/${name}`, import.meta.url), 'utf8'),
  ),
  ...evenWords,
  ...oddWords,
]
  .join(' ')
  .toLowerCase()

/** Those words of a card that stand nowhere in the page, nor in what React holds: finding one later means something. */
async function absent(words: readonly string[]): Promise<readonly string[]> {
  const probes: string[] = []
  for (const word of words.slice(6, 30).filter((each) => !saidAnyway.includes(each)))
    if ((await findInPage(hands.page, word)).length === 0) probes.push(word)
  if (probes.length < 4) throw new Error('too many words of this card stand in the page anyway')
  return probes
}
const found = async (words: readonly string[]) =>
  (await Promise.all(words.map((word) => findInPage(hands.page, word)))).flat()
const inPage = async (words: readonly string[]) =>
  hands.page.evaluate((all) => {
    const text = document.documentElement.outerHTML
    const fields = [...document.querySelectorAll<HTMLInputElement>('input[type=text], input[type=password]')].map(
      ({ value }) => value,
    )
    return all.filter((word) => text.includes(`>${word}<`) || fields.includes(word))
  }, words)

describe('the card is shown', () => {
  it('only after it was said who stands where, by name', async () => {
    await atCard()
    expect(await hands.page.locator('.places li').allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringMatching(/witness sees Bruno Keller, and not the words/)]),
    )
    expect(await axeFaults(hands.page)).toEqual([])
    expect(desk.asked).not.toContain('share.card')
    await press('Enter')
    expect(await button(/Hold to show/).count()).toBe(0)
  })

  it('and only for whoever holds it: nobody else comes to its words, or to where they are typed', async () => {
    const share = await atCard({ cards: 'by-hand' })
    share.others = [{ id: 'emi', name: 'Emi Tanaka', roles: ['internalWitness'] }]
    await reload(hands.page)
    await hands.page.locator('main label').filter({ hasText: 'Emi Tanaka' }).click()
    await button('Everybody stands so').focus()
    await press('Enter')
    expect(await hands.page.locator('main .reason').allInnerTexts()).toEqual([
      expect.stringContaining('Only Bruno Keller has this card in hand'),
    ])
    expect(await hands.page.locator('.places').count()).toBe(1)
    await hands.page.locator('main label').filter({ hasText: 'Bruno Keller' }).click()
    await button('Everybody stands so').click()
    expect(await button('Hold to show this line').count()).toBe(1)
  })

  it('and a break or a stop that is asked for meanwhile says first what it makes void', async () => {
    await atCard()
    // A key that comes before the page listens is lost, as a person's would be: it is pressed again.
    const openBy = async (key: string): Promise<void> => {
      const dialog = hands.page.locator('dialog[open]')
      for (let tries = 0; tries < 10 && (await dialog.count()) === 0; tries++) {
        await press(key)
        await dialog.waitFor({ timeout: 1000 }).catch(() => undefined)
      }
    }
    for (const key of ['b', 's']) {
      await openBy(key)
      const said = () => hands.page.locator('dialog[open] .attention').innerText()
      expect(await said(), key).toContain('makes the backup that is under way void')
      expect(await hands.page.locator('dialog[open]').innerText(), key).not.toContain('Nothing is lost')
      expect(await axeFaults(hands.page)).toEqual([])
      await press('Escape')
    }
    await atCard({ mayShow: false })
    await openBy('b')
    expect(await hands.page.locator('dialog[open] .attention').innerText()).toContain('as good as before')
  })

  it('only while the button is held by mouse, line by line, all 33 words in eleven lines', async () => {
    const { words } = await atCard({ cards: 'by-hand' })
    await button('Everybody stands so').click()
    const seen: string[] = []
    for (let line = 1; line <= 11; line += 1) {
      expect(await face().count()).toBe(0)
      await button('Hold to show this line').hover()
      await hands.page.mouse.down()
      await face().waitFor()
      seen.push(...(await hands.page.locator('.face-word').allTextContents()))
      await hands.page.mouse.up()
      expect(await face().count()).toBe(0)
      expect(await inPage(words)).toEqual([])
      if (line < 11) await button('Next line').click()
    }
    expect(seen).toEqual(words)
    expect(await axeFaults(hands.page)).toEqual([])
  })

  it('by the space bar also after the mouse has turned to the next line', async () => {
    const { words } = await atCard({ cards: 'by-hand' })
    await press('Enter')
    await button('Next line').click()
    await hands.page.keyboard.down('Space')
    await face().waitFor()
    expect(await hands.page.locator('.face-word').allTextContents()).toEqual(words.slice(3, 6))
    await hands.page.keyboard.up('Space')
  })

  it('only while the space bar is held; arrow keys turn the lines', async () => {
    const { words } = await atCard({ cards: 'by-hand' })
    await press('Enter')
    await press('ArrowDown')
    await hands.page.keyboard.down('Space')
    await face().waitFor()
    expect(await hands.page.locator('.face-word').allTextContents()).toEqual(words.slice(3, 6))
    await hands.page.keyboard.up('Space')
    expect(await face().count()).toBe(0)
    await press('Tab')
    await press('Tab')
    await hands.page.keyboard.down('Enter')
    await face().waitFor()
    expect(await hands.page.locator('.face-word').allTextContents()).toEqual(words)
    await hands.page.keyboard.up('Enter')
    expect(await face().count()).toBe(0)
  })

  it.each(['blur', 'pagehide'])('is gone when the window is: %s', async (event) => {
    await atCard({ cards: 'by-hand' })
    await press('Enter')
    await hands.page.waitForFunction(() => document.activeElement?.textContent?.startsWith('Hold') === true)
    await hands.page.keyboard.down('Space')
    await face().waitFor()
    await hands.page.evaluate((name) => window.dispatchEvent(new Event(name)), event)
    expect(await face().count()).toBe(0)
    await hands.page.keyboard.up('Space')
  })

  it('is gone when the page is hidden behind another', async () => {
    await atCard({ cards: 'by-hand' })
    await press('Enter')
    await hands.page.waitForFunction(() => document.activeElement?.textContent?.startsWith('Hold') === true)
    await hands.page.keyboard.down('Space')
    await face().waitFor()
    await hands.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    expect(await face().count()).toBe(0)
    await hands.page.keyboard.up('Space')
  })

  it('is gone after a minute by itself, also when the key is still down', async () => {
    const page = await newPage()
    await page.clock.install()
    await atCard({ cards: 'by-hand' })
    await page.goto(hands.served.url)
    await page.getByRole('button', { name: 'Everybody stands so' }).click()
    await page.locator('.hold.primary').focus()
    await page.keyboard.down('Space')
    await page.locator('.face').waitFor()
    await page.clock.runFor(59_000)
    expect(await page.locator('.face').count()).toBe(1)
    await page.clock.runFor(2_000)
    expect(await page.locator('.face').count()).toBe(0)
    expect(await page.locator('.show-card [role=status]').textContent()).toMatch(/hidden by themselves/)
    await page.close()
  })

  it('is not shown when the words come after the hand has let go', async () => {
    await atCard({ cards: 'by-hand' })
    await press('Enter')
    hands.served.delayMs = 300
    await hands.page.keyboard.down('Space')
    await hands.page.keyboard.up('Space')
    await hands.page.waitForTimeout(500)
    expect(desk.asked).toContain('share.card')
    expect(await face().count()).toBe(0)
  })

  it('cannot be selected or copied', async () => {
    await atCard({ cards: 'by-hand' })
    await press('Enter')
    await hands.page.waitForFunction(() => document.activeElement?.textContent?.startsWith('Hold') === true)
    await hands.page.keyboard.down('Space')
    await face().waitFor()
    const selected = await face().evaluate((element) => {
      document.getSelection()?.selectAllChildren(element)
      return [getComputedStyle(element).userSelect, document.getSelection()?.toString() ?? '']
    })
    expect(selected).toEqual(['none', ''])
    await hands.page.keyboard.up('Space')
  })

  it('never stands in what a screen reader says by itself', async () => {
    const { words } = await atCard({ cards: 'by-hand' })
    await press('Enter')
    await hands.page.waitForFunction(() => document.activeElement?.textContent?.startsWith('Hold') === true)
    await hands.page.keyboard.down('Space')
    await face().waitFor()
    const live = await hands.page.locator('[aria-live], [role=status], [role=alert]').allTextContents()
    for (const word of words.slice(0, 3)) expect(live.join(' ')).not.toMatch(new RegExp(`\\b${word}\\b`))
    await hands.page.keyboard.up('Space')
  })

  it('where a card is only checked there is no way to see it', async () => {
    await atFields()
    expect(await button('Show the card again').count()).toBe(0)
    expect(await hands.page.locator('.pad input').count()).toBe(33)
    expect(await hands.page.locator('.hold').allInnerTexts()).toEqual(['Hold to show what is typed'])
  })
})

describe('the card is printed', () => {
  it('on the one printer there is; then it is typed back', async () => {
    const share = await atCard({ cards: 'printed' })
    await press('Enter')
    await press('Enter')
    expect(share.printed).toBe(1)
    expect(await hands.page.locator('.step .done').innerText()).toContain('vault-1')
    expect(await axeFaults(hands.page)).toEqual([])
    await press('Enter')
    expect(await hands.page.locator('.pad input').count()).toBe(33)
    expect(share.printed).toBe(1)
  })

  it('not where the printer would keep it: the reason stands there, and a rehearsal may only look', async () => {
    desk.printers = {
      problem: 'The print service keeps a history of its jobs. Set PreserveJobHistory No.',
      printers: [],
    }
    await atCard({ cards: 'printed' })
    await press('Enter')
    await hands.page.locator('label').filter({ hasText: 'Print it' }).click()
    await button('Go on').click()
    expect(await hands.page.locator('.attention').first().innerText()).toContain('PreserveJobHistory')
    expect(await button('Print it').count()).toBe(0)
    expect(await hands.page.locator('main').innerText()).toContain('the card need not be printed')
    await button('Another way').click()
    expect(await hands.page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.type)).toBe('radio')
    await hands.page.locator('label').filter({ hasText: 'Only look at it' }).click()
    await button('Go on').click()
    expect(await button('Hold to show this line').count()).toBe(1)
  })
})

describe('the card is typed back', () => {
  it('by keyboard alone: four letters and a space a word, the step is done with one more key', async () => {
    const share = await atCard({ cards: 'by-hand' })
    await press('Enter')
    await button('The card is made: type it back').focus()
    await press('Enter')
    await hands.page.waitForFunction(() => (document.activeElement as HTMLElement | null)?.dataset.at === '1')
    for (const word of share.words) {
      await hands.page.keyboard.type(word.slice(0, 4).toUpperCase())
      await hands.page.keyboard.press('Space')
    }
    expect(await hands.page.locator('.given-count').innerText()).toBe('33 of 33')
    expect(await button('Check the card').evaluate((element) => element === document.activeElement)).toBe(true)
    await press('Enter')
    expect(share.typed).toEqual([share.words.join(' ')])
    expect(await hands.page.locator('.card-read').innerText()).toContain('every word of it is right')
    const cover = (await hands.page.locator('main dl').innerText()).replace(/\s+/g, ' ')
    expect(cover).toContain('Public key begins skydive almighty briefcase company')
    expect(cover).toContain(`Set ${share.words.slice(0, 3).join(' ')} Made on 2026-11-`)
    expect(await axeFaults(hands.page)).toEqual([])
    await press('Enter')
    expect(share.done).toBe(true)
    expect(desk.asked.at(-1)).toBe('ceremony.perform')
  })

  it('a word that is finished is covered, and shows when one goes back to it', async () => {
    const { words } = await atFields()
    await typeWords(words.slice(0, 3))
    expect(await inPage(words)).toEqual([])
    expect(await hands.page.locator('.pad input[data-state=taken]').count()).toBe(3)
    await hands.page.keyboard.press('Backspace')
    expect(await focusedField()).toBe('3')
    expect(await hands.page.locator('.pad input').nth(2).inputValue()).toBe(words[2])
    await hands.page.keyboard.press('ArrowLeft')
    expect(await focusedField()).toBe('2')
    await hands.page.keyboard.press('ArrowDown')
    await hands.page.keyboard.press('ArrowDown')
    expect(await focusedField()).toBe('4')
    expect(await hands.page.locator('.pad input[data-state=taken]').count()).toBe(3)
  })

  it('a word that is not in the list is not taken, and near ones are named', async () => {
    await atFields()
    await hands.page.keyboard.type('zebrq')
    await hands.page.keyboard.press('Space')
    expect(await focusedField()).toBe('1')
    expect(await hands.page.locator('.pad-verdict').innerText()).toMatch(/No word of the list begins so.*zebra/)
    expect(await hands.page.locator('.pad [role=status]').textContent()).toBe('No word of the list begins so.')
    await hands.page.keyboard.press('Tab')
    expect(await hands.page.locator('.pad input').first().getAttribute('type')).toBe('password')
    expect(await hands.page.locator('.pad-verdict').innerText()).not.toContain('zebra')
    expect(await axeFaults(hands.page)).toEqual([])
  })

  it('with a word missing nothing is sent, and the focus goes there', async () => {
    const share = await atFields()
    await typeWords(share.words.slice(0, 12))
    await check()
    expect(share.typed).toEqual([])
    expect(await hands.page.locator('.problem').innerText()).toContain('Word 13 (Share)')
    expect(await focusedField()).toBe('13')
  })

  it('is not pasted, and what was typed does not come back by undo', async () => {
    const { words } = await atFields()
    await hands.page.evaluate(() => {
      const data = new DataTransfer()
      data.setData('text/plain', 'zebra')
      document.activeElement?.dispatchEvent(
        new InputEvent('beforeinput', { inputType: 'insertFromPaste', data: 'zebra', cancelable: true, bubbles: true }),
      )
    })
    expect(await hands.page.locator('.problem').innerText()).toContain('Paste is refused')
    await hands.page.keyboard.type('zebra')
    await hands.page.keyboard.press('Enter')
    await hands.page.keyboard.press('ArrowUp')
    await hands.page.keyboard.press('ControlOrMeta+A')
    await hands.page.keyboard.press('Delete')
    await hands.page.keyboard.press('ControlOrMeta+Z')
    expect(await hands.page.locator('.pad input').first().inputValue()).toBe('')
    await typeWords(words.slice(0, 1))
  })

  it('letters that are typed beside the fields open nothing', async () => {
    await atFields()
    await button('Hold to show what is typed').focus()
    await hands.page.keyboard.type('dbstr')
    expect(await hands.page.locator('dialog[open]').count()).toBe(0)
  })

  it('one wrong word: which one, and the likely one only while the button is held; the other words stay', async () => {
    const share = await atFields()
    const wrong = share.words.with(19, share.words[19] === 'abandon' ? 'zoo' : 'abandon')
    await typeWords(wrong)
    await check()
    const notice = hands.page.locator('.card-fault:focus')
    expect(await notice.innerText()).toContain('Word 20 (Share) is most likely wrong')
    expect(await hands.page.locator('.fault-words').innerText()).toBe('It may be: ••••••')
    expect(await axeFaults(hands.page)).toEqual([])
    await button('Hold to show what is typed').hover()
    await hands.page.mouse.down()
    expect(await hands.page.locator('.fault-words').innerText()).toBe(`It may be: ${share.words[19]}`)
    expect(await hands.page.locator('.pad input').first().inputValue()).toBe(share.words[0])
    await hands.page.mouse.up()
    expect(await inPage(share.words)).toEqual([])
    await notice.or(hands.page.locator('.card-fault')).focus()
    await press('Enter')
    expect(await focusedField()).toBe('20')
    await typeWords(share.words.slice(19, 20))
    await check()
    expect(share.typed.at(-1)).toBe(share.words.join(' '))
    expect(await hands.page.locator('.card-read').count()).toBe(1)
  })

  it('the word at fault shows too while what is typed is shown, and is still marked after somebody looked at it', async () => {
    const share = await atFields()
    await typeWords(share.words.with(19, share.words[19] === 'abandon' ? 'zoo' : 'abandon'))
    await check()
    await press('Enter')
    expect(await focusedField()).toBe('20')
    const field = hands.page.locator('.pad input[data-at="20"]')
    const typed = await field.inputValue()
    expect(typed).not.toBe('')
    await button('Hold to show what is typed').hover()
    await hands.page.mouse.down()
    await hands.page.waitForFunction(() => document.activeElement?.classList.contains('hold') === true)
    expect(await field.inputValue()).toBe(typed)
    await hands.page.mouse.up()
    expect(await hands.page.locator('.pad input[data-marked]').count()).toBe(1)
  })

  it('what is said of an open field goes once a word was given, and all fields can be emptied to begin anew', async () => {
    const share = await atFields()
    await typeWords(share.words.slice(0, 2))
    await check()
    expect(await hands.page.locator('.problem').innerText()).toContain('Word 3 (Set) is still open')
    await typeWords(share.words.slice(2, 3))
    expect(await hands.page.locator('.problem').innerText()).toBe('')
    // Line 4 is left out, and the last line is typed where the pad still has room.
    await typeWords([...share.words.slice(3, 9), ...share.words.slice(12), ...share.words.slice(30)])
    await check()
    expect(await hands.page.locator('.card-fault').innerText()).toContain('a line that was left out')
    await button('Empty all fields').click()
    expect(await hands.page.locator('.given-count').innerText()).toBe('33 of 33')
    await button('Yes, empty all of them').click()
    expect(await hands.page.locator('.given-count').innerText()).toBe('0 of 33')
    expect(await focusedField()).toBe('1')
    expect(await hands.page.locator('.card-fault').isVisible()).toBe(false)
  })

  it('two words that changed places are both named', async () => {
    const { words } = await atFields()
    const [a, b] = [words[9] ?? '', words[22] ?? '']
    await typeWords(words.with(9, b).with(22, a))
    await check()
    expect(await hands.page.locator('.card-fault').innerText()).toMatch(/Word 10 \(Share\) and Word 23 \(Share\)/)
    expect(await hands.page.locator('.pad input[data-marked]').count()).toBe(2)
  })

  it('the card of another person: whose it is, and nothing of it stays in the fields', async () => {
    const share = await atFields()
    await typeWords(share.backup.cards[0] ?? [])
    await check()
    expect(await hands.page.locator('.card-fault').innerText()).toContain(
      'the card of Amina Diallo, not of Bruno Keller',
    )
    expect(await hands.page.locator('.given-count').innerText()).toBe('0 of 33')
  })

  it('a card of another set: the three words that the right one begins with', async () => {
    const share = await atFields()
    const other = await FakeShare.make()
    await typeWords(other.words)
    await check()
    expect(await hands.page.locator('.card-fault').innerText()).toContain(share.words.slice(0, 3).join(' '))
  })

  it('after it was sent no word is left in the document, in a field or in what React holds, right or wrong', async () => {
    const share = await atFields()
    const probes = await absent(share.words)
    const wrong = share.words.with(19, share.words[19] === 'abandon' ? 'zoo' : 'abandon')
    await hands.page.locator('.pad input').first().focus()
    await typeWords(wrong)
    expect(await found(probes)).toEqual([])
    await check()
    expect(await hands.page.locator('.card-fault').count()).toBe(1)
    expect(await found(probes)).toEqual([])
    await hands.page.locator('.pad input').nth(19).focus()
    await typeWords(share.words.slice(19, 20))
    await check()
    expect(await hands.page.locator('.card-read').count()).toBe(1)
    expect(await found(probes)).toEqual([])
    expect(await sentAreWiped(hands.page)).toBe(true)
    // The search does find what stands there.
    await hands.page.evaluate((word) => document.body.append(word), probes[0] ?? '')
    expect(await found(probes)).not.toEqual([])
  })

  it('is covered when the window is out of sight, and stays', async () => {
    const { words } = await atFields()
    await typeWords(words.slice(0, 2))
    await hands.page.keyboard.type('zeb')
    await hands.page.evaluate(() => window.dispatchEvent(new Event('blur')))
    expect(await hands.page.locator('.pad input').nth(2).getAttribute('type')).toBe('password')
    expect(await hands.page.locator('.pad-verdict').innerText()).toBe('')
    await hands.page.evaluate(() => window.dispatchEvent(new Event('focus')))
    expect(await hands.page.locator('.pad input').nth(2).getAttribute('type')).toBe('text')
    expect(await hands.page.locator('.pad input[data-state=taken]').count()).toBe(2)
  })

  it('is emptied when nobody typed for five minutes', async () => {
    const page = await newPage()
    await page.clock.install()
    const { words } = await atCard({ mayShow: false })
    await page.goto(hands.served.url)
    await page.getByRole('button', { name: 'Everybody stands so' }).click()
    for (const word of words.slice(0, 4)) {
      await page.keyboard.type(word)
      await page.keyboard.press('Enter')
    }
    expect(await page.locator('.given-count').innerText()).toBe('4 of 33')
    await page.clock.runFor(5 * 60_000 + 1000)
    expect(await page.locator('.given-count').innerText()).toBe('0 of 33')
    expect(await page.locator('.problem').innerText()).toContain('emptied')
    await page.close()
  })

  it('is wiped when the ceremony goes elsewhere', async () => {
    const share = await atFields()
    const probes = await absent(share.words)
    await hands.page.locator('.pad input').first().focus()
    await typeWords(share.words.slice(0, 20))
    desk.share = undefined
    // No key of the bar while words are typed: the bar itself takes the break.
    await hands.page.locator('.bottom-bar').getByRole('button', { name: /Break/ }).click()
    await hands.page.locator('dialog[open] label').filter({ hasText: 'Greta Lind' }).click()
    await hands.page.locator('dialog[open] input[name=reason]').fill('Lunch')
    await hands.page.locator('dialog[open] [name=custody]').fill('Nobody holds anything.')
    await hands.page.locator('dialog[open] button[type=submit]').click()
    await settled(hands.page)
    expect(await hands.page.locator('.pad').count()).toBe(0)
    expect(await found(probes)).toEqual([])
  })
})

describe('how it looks', () => {
  const zoomed = { width: 640, height: 400 } as const

  it('at 200 % nothing is cut off or out of reach sideways, on any of its pages', async () => {
    await hands.page.setViewportSize(zoomed)
    await atCard({ cards: 'either' })
    expect(await sidewaysFaults(hands.page)).toEqual([])
    await press('Enter')
    expect(await sidewaysFaults(hands.page)).toEqual([])
    await hands.page.locator('label').filter({ hasText: 'Copy it by hand' }).click()
    await button('Go on').click()
    expect(await sidewaysFaults(hands.page)).toEqual([])
    await button('Hold to show all').focus()
    await hands.page.keyboard.down('Space')
    await face().waitFor()
    expect(await wordsOutside()).toEqual([])
    await hands.page.keyboard.up('Space')
    await button('The card is made: type it back').click()
    expect(await sidewaysFaults(hands.page)).toEqual([])
  })

  it('in room mode the projector is warned of, words of eight letters fit, and the pages are sound', async () => {
    await atCard({ cards: 'by-hand' })
    await press('r')
    expect(await hands.page.locator('.only-in-room').isVisible()).toBe(true)
    await button('Everybody stands so').click()
    for (const name of ['Hold to show this line', /Hold to show all/]) {
      await button(name).focus()
      await hands.page.keyboard.down('Space')
      await face().waitFor()
      await hands.page.evaluate(() => {
        for (const word of document.querySelectorAll('.face-word')) word.textContent = 'mosquito'
      })
      expect(await wordsOutside()).toEqual([])
      await hands.page.keyboard.up('Space')
    }
    await button('The card is made: type it back').click()
    expect(await sidewaysFaults(hands.page)).toEqual([])
    expect(await axeFaults(hands.page)).toEqual([])
  })
})

/** Words that reach out of the window, or into the next one. */
const wordsOutside = () =>
  hands.page.evaluate(() =>
    [...document.querySelectorAll('.face-cell')].flatMap((cell) => {
      const word = cell.querySelector('.face-word')?.getBoundingClientRect()
      const box = cell.getBoundingClientRect()
      const { clientWidth, clientHeight } = document.documentElement
      const inside =
        word !== undefined &&
        word.right <= Math.min(box.right + 1, clientWidth) &&
        word.bottom <= clientHeight &&
        word.top >= 0
      return inside ? [] : [cell.textContent]
    }),
  )

// The card is shown: only while a button is held, only to whoever holds it.

import { describe, expect, it } from 'vitest'
import { axeFaults, reload } from './browser.ts'
import { cardHands } from './card-hands.ts'
import { handsOn } from './hands.ts'

const hands = handsOn()
const { desk, press, button } = hands
const { atCard, atFields, newPage, face, inPage } = cardHands(hands)

describe('the card is shown', () => {
  it('only after it was said who stands where, by name', async () => {
    await atCard()
    expect(await hands.page.locator('.places li').allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringMatching(/witness sees Bruno Keller, and not the words/)]),
    )
    expect(await hands.page.locator('main').innerText()).toMatch(/Deputy: Lena Vogt, may fetch .*may not read it/)
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

  it('line by line, and the one thing to do is to hold until the last line was shown, then to type it back', async () => {
    await atCard({ cards: 'by-hand' })
    await press('Enter')
    const primary = () => hands.page.locator('main .button.primary').allInnerTexts()
    expect(await primary()).toEqual(['Hold to show this line'])
    for (let line = 1; line < 11; line += 1) await button('Next line').click()
    expect(await primary()).toEqual(['Hold to show this line'])
    await button('Hold to show this line').focus()
    await hands.page.keyboard.down('Space')
    await face().waitFor()
    await hands.page.keyboard.up('Space')
    expect(await primary()).toEqual(['The card is made: type it back'])
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

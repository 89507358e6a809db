// The card is printed, on the one printer there is; and how its pages look at 200 % and in room mode.

import { describe, expect, it } from 'vitest'
import { axeFaults, sidewaysFaults } from './browser.ts'
import { cardHands } from './card-hands.ts'
import { handsOn } from './hands.ts'

const hands = handsOn()
const { desk, press, button } = hands
const { atCard, face } = cardHands(hands)

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

// What was typed of a card stays nowhere: not after it was sent, not when nobody is there, not when the ceremony goes elsewhere.

import { describe, expect, it } from 'vitest'
import { sentAreWiped, settled } from './browser.ts'
import { cardHands } from './card-hands.ts'
import { handsOn } from './hands.ts'

const hands = handsOn()
const { desk } = hands
const { atCard, atFields, newPage, typeWords, check, absent, found } = cardHands(hands)

describe('what was typed of a card', () => {
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

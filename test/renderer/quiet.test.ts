import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { QuietToken } from '../fakes/quiet.ts'
import { eventsOf, prepareStep } from '../host/station.ts'
import { axeFaults, reload, settled } from './browser.ts'
import { handsOn } from './hands.ts'

const hands = handsOn()
const { desk, button } = hands
const step = 'keys/generate/root-a'
let quiet: QuietToken

const panel = () => hands.page.locator('.token-quiet')
const lastEvent = () => eventsOf(desk.station).at(-1)

/** The key is asked for in the window; the token makes it and does not answer. */
beforeEach(async () => {
  desk.begin()
  await prepareStep(desk.station, step)
  quiet = new QuietToken('generateKeyPair')
  desk.table.quiet = quiet
  await reload(hands.page)
  await button('Make the key').click()
  await quiet.reached
})
afterEach(() => {
  quiet.answer()
})

/** Tab until the focus stands on a button with these words. */
async function tabTo(words: string): Promise<void> {
  for (let count = 0; count < 30; count += 1) {
    if ((await hands.page.evaluate(() => document.activeElement?.textContent)) === words) return
    await hands.page.keyboard.press('Tab')
  }
  throw new Error(`the keyboard did not come to "${words}"`)
}

describe('while a token is quiet', () => {
  it('nothing is offered for one that was heard of a moment ago', async () => {
    quiet.quietMs = 4_999
    await hands.page.waitForFunction(() => document.querySelector('.working') !== null)
    while (desk.asked.filter((name) => name === 'token.waiting').length < 2)
      await hands.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)))
    expect(await panel().count()).toBe(0)
    quiet.answer()
    await settled(hands.page)
  }, 30_000)

  it('it is said calmly, and a person who is here gives it ten more minutes, by keyboard', async () => {
    await panel().waitFor()
    const said = (await panel().textContent()) ?? ''
    for (const part of ['make the key', 'Quiet for 8 s', 'in 52 s', 'the station looks afterwards'])
      expect(said).toContain(part)
    expect(await hands.page.locator('main [role=status]').allTextContents()).toContainEqual(
      expect.stringContaining('The token is quiet'),
    )
    expect(
      await hands.page.locator('.token-quiet').evaluate((element) => element.closest('[aria-busy=true]')),
    ).toBeNull()
    expect(await axeFaults(hands.page)).toEqual([])
    await button('Wait 10 minutes').click({ force: true }) // it says that nobody is chosen
    expect(quiet.leftMs).toBe(52_000)
    await panel().locator('label').filter({ hasText: 'Emi Tanaka' }).click()
    await tabTo('Wait 10 minutes')
    await hands.page.keyboard.press('Enter')
    await panel().getByText('in 652 s').waitFor()
    expect(await axeFaults(hands.page)).toEqual([])
    quiet.answer()
    await settled(hands.page)
    expect(await panel().count()).toBe(0)
    expect(lastEvent()).toMatchObject({ type: 'outcome', facts: { waitedLonger: [{ by: 'emi', ms: 600_000 }] } })
  }, 30_000)

  it('a person gives up: it ends at once, and the station asks to look', async () => {
    await panel().waitFor()
    await panel().locator('label').filter({ hasText: 'Emi Tanaka' }).click()
    await button("Give up: end the token's process").click()
    await settled(hands.page)
    expect(await panel().count()).toBe(0)
    expect(await hands.page.locator('.refusal').textContent()).toContain('token/host-hung')
    expect(lastEvent()).toMatchObject({ type: 'failed', code: 'token/host-hung', detail: { gaveUp: 'emi' } })
    expect(desk.station.host.view().reconcile).not.toBeNull()
    expect(await axeFaults(hands.page)).toEqual([])
  }, 30_000)
})

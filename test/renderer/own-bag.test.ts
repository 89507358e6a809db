import fs from 'node:fs'
import { expect, it } from 'vitest'
import { playTo } from '../host/station.ts'
import { axeFaults, reload, settled } from './browser.ts'
import { handsOn } from './hands.ts'

const hands = handsOn()
const { desk, button, press } = hands

const closed = async () => {
  desk.begin()
  await playTo(desk.station, 'close')
  await reload(hands.page)
}
const verdict = async () => {
  await hands.page.locator('.verdict').waitFor()
  return hands.page.locator('.verdict h2').textContent()
}

it('the last page of a ceremony verifies its bag with one click, and comes back as it was', async () => {
  await closed()
  await button('Verify this bag').click()
  expect(await verdict()).toContain('VERIFIED: sealed')
  expect(await axeFaults(hands.page)).toEqual([])
  await hands.page.locator('textarea[name=head]').fill(desk.station.files.recorder.state.head)
  await button(/^Verify again/).click()
  await settled(hands.page)
  expect(await verdict()).toContain('the head on your paper')
  await button('Back to the ceremony').click()
  await settled(hands.page)
  expect(await hands.page.locator('h1').textContent()).toContain('The ceremony is closed')
  expect(await hands.page.locator('.words li').count()).toBe(8)
})

it('home verifies the bag of a closed ceremony with one click, and says where it should be when it is away', async () => {
  await closed()
  const { out } = desk.station.files
  await desk.leave()
  await reload(hands.page)
  fs.renameSync(out, `${out}-away`)
  await button(/^Verify the bag of/)
    .first()
    .focus()
  await press('Enter')
  expect(await verdict()).toContain('REFUSED')
  expect(await hands.page.locator('.verdict').textContent()).toContain(out)
  await button('Back to home').click()
  await settled(hands.page)
  fs.renameSync(`${out}-away`, out)
  await button(/^Verify the bag of/)
    .first()
    .click()
  expect(await verdict()).toContain('VERIFIED: sealed')
  expect(await hands.page.locator('.verdict .mode').textContent()).toBe('REHEARSAL')
})

it('all values and key ids of what will be signed are one click away, and nobody has to read them aloud', async () => {
  await hands.at('root/review/acme.update')
  const all = hands.page.locator('.everything')
  expect(await hands.page.locator('.review').textContent()).toContain('root: 2 of Bruno Keller with root-a')
  expect(await hands.page.locator('.review').textContent()).not.toMatch(/[0-9a-f]{32}/)
  expect(await all.getByText('in comes').first().isVisible()).toBe(false)
  await all.locator('summary').click()
  expect(await all.textContent()).toMatch(/in comes Bruno Keller \(root-a, token root-a\) .*[0-9a-f]{64}/)
  expect(await axeFaults(hands.page)).toEqual([])
})

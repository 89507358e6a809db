import { expect, it } from 'vitest'
import { minRolls } from '../../core/backup/entropy.ts'
import { leastRolls } from '../../renderer/share/dice.ts'
import { playTo } from '../host/station.ts'
import { axeFaults, reload, sentAreWiped, settled, sidewaysFaults } from './browser.ts'
import { FakeDice } from './fake-dice.ts'
import { handsOn } from './hands.ts'
import { findInPage } from './secret-search.ts'

const hands = handsOn()
const { desk, press, button } = hands

/** 108 rolls as a good die gives them: each face as often as the others, in no pattern. */
const rolls = Array.from({ length: 108 }, (_, at) => ((at * at + 3 * at + Math.floor(at / 7)) % 6) + 1).join('')

async function atDice(): Promise<FakeDice> {
  desk.begin()
  await playTo(desk.station, 'retrieve/recording')
  const dice = new FakeDice()
  desk.dice = dice
  await reload(hands.page)
  return dice
}

const count = () => hands.page.locator('.given-count').innerText()

it('as many rolls are asked for as the host asks for', () => {
  expect(leastRolls).toBe(minRolls)
})

it('rolls are typed by keyboard alone, counted, covered, and given once', async () => {
  const dice = await atDice()
  await hands.page.keyboard.type(rolls.slice(0, 50))
  expect(await count()).toBe('50 rolls; at least 99 are needed')
  await hands.page.keyboard.press('Backspace')
  expect(await count()).toBe('49 rolls; at least 99 are needed')
  await press('Enter')
  expect(dice.taken).toEqual([])
  expect(await hands.page.locator('.dice .reason').innerText()).toBe('50 rolls are still missing.')
  expect(await axeFaults(hands.page)).toEqual([])
  await hands.page.keyboard.type(rolls.slice(49))
  expect(await hands.page.locator('.dice-pad input').inputValue()).toBe('')
  expect((await hands.page.locator('.dice-grid').innerText()).replaceAll(/\s/g, '')).toBe('•'.repeat(108))
  expect(await findInPage(hands.page, rolls.slice(0, 10))).toEqual([])
  await press('Enter')
  expect(dice.taken).toEqual([rolls])
  expect(await findInPage(hands.page, rolls.slice(0, 10))).toEqual([])
  expect(await sentAreWiped(hands.page)).toBe(true)
})

it('rolls are taken by mouse, shown only while the button is held, and nothing else is a roll', async () => {
  await atDice()
  for (const face of [3, 1, 6]) await button(`Roll ${face}`).click()
  await button('Undo last roll').click()
  await button('Hold to show the rolls').hover()
  await hands.page.mouse.down()
  expect(await hands.page.locator('.dice-grid').innerText()).toBe('31')
  await hands.page.mouse.up()
  expect(await hands.page.locator('.dice-grid').innerText()).toBe('••')
  await hands.page.locator('.dice-pad input').focus()
  await hands.page.keyboard.type('7')
  expect(await hands.page.locator('.problem').first().innerText()).toContain('Only 1 to 6')
  expect(await count()).toBe('2 rolls; at least 99 are needed')
  await hands.page.keyboard.type('d')
  expect(await hands.page.locator('dialog[open]').count()).toBe(0)
})

it('rolls that cannot be of a die are refused by the host, and are gone', async () => {
  const dice = await atDice()
  await hands.page.keyboard.type('123456'.repeat(18))
  await press('Enter')
  expect(dice.taken).toEqual([])
  expect(await hands.page.locator('.refusal').innerText()).toContain('a pattern repeats')
  expect(await count()).toBe('0 rolls; at least 99 are needed')
})

it('at 200 % nothing is out of reach sideways', async () => {
  await hands.page.setViewportSize({ width: 640, height: 400 })
  await atDice()
  await hands.page.keyboard.type(rolls)
  await settled(hands.page)
  expect(await sidewaysFaults(hands.page)).toEqual([])
})

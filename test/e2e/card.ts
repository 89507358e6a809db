// A custodian with a card, at the real window: makes it from the screen, line by line, and types it back from the paper.

import { shareStrings } from '../../renderer/share/strings.ts'
import { strings } from '../../renderer/strings.ts'
import type { Hands } from './hands.ts'
import type { OpenKiosk } from './kiosk.ts'
import { after, type Room, until } from './room.ts'
import { look, lookAtFocus, type Screen } from './screen.ts'

const { stand, make, show, type } = shareStrings
const lineCount = 11

/** How somebody holds a button, looks, and lets go. */
export type Grip = (look: () => Promise<readonly string[]>) => Promise<readonly string[]>

export function mouseGrip({ page }: OpenKiosk): Grip {
  return async (seen) => {
    await page.getByRole('button', { name: show.holdLine, exact: true }).hover()
    await page.mouse.down()
    const words = await seen()
    await page.mouse.up()
    return words
  }
}

export function keyboardGrip({ page, cdp }: OpenKiosk): Grip {
  return async (seen) => {
    const focus = await lookAtFocus(cdp)
    if (focus?.name !== show.holdLine) throw new Error(`the focus is on "${focus?.name}", not on what is held`)
    await page.keyboard.down('Space')
    const words = await seen()
    await page.keyboard.up('Space')
    return words
  }
}

/** From the page that says who stands where, to a paper with 33 words on it. @param next - to the next line. */
export async function copyCard(
  kiosk: OpenKiosk,
  hands: Hands,
  grip: Grip,
  next: () => Promise<void>,
): Promise<readonly string[]> {
  await after(kiosk, () => hands.press(stand.go))
  return copyAsChosen(kiosk, hands, grip, next)
}

/** The same, from the page that asks how the card is made. */
export async function copyAsChosen(
  kiosk: OpenKiosk,
  hands: Hands,
  grip: Grip,
  next: () => Promise<void>,
): Promise<readonly string[]> {
  const room: Room = { cdp: kiosk.cdp, hands }
  const { controls } = await look(kiosk.cdp)
  await hands.choose(controls.find(({ role, name }) => role === 'radio' && name.startsWith(make.copy))?.name ?? '')
  await after(room, () => hands.press(strings.step.next))
  const paper: string[] = []
  for (let line = 1; line <= lineCount; line += 1) {
    const shown = wordsOfLine(line)
    paper.push(...(await grip(async () => shown((await until(room, ({ text }) => shown(text).length === 3)).text))))
    await until(room, ({ text }) => shown(text).length === 0)
    if (line < lineCount) await next()
  }
  await after(room, () => hands.press(make.done))
  return paper
}

/** Finds the words of one line among all that stands on the screen: each behind its number. */
const wordsOfLine = (line: number): ((text: string) => readonly string[]) => {
  const [first, second, third] = [line * 3 - 2, line * 3 - 1, line * 3]
  const all = new RegExp(`\\b${first} ([a-z]{3,8}) ${second} ([a-z]{3,8}) ${third} ([a-z]{3,8})\\b`)
  return (text) => all.exec(text)?.slice(1) ?? []
}

/** Types all 33 words into the fields, from the first on, and lets the card be checked. */
export async function typeBack(kiosk: OpenKiosk, hands: Hands, words: readonly string[]): Promise<Screen> {
  for (const word of words) {
    await kiosk.page.keyboard.type(word)
    await kiosk.page.keyboard.press('Enter')
  }
  return after({ cdp: kiosk.cdp }, () => hands.press(type.send))
}

/** One word anew, at a place that counts from 1, and the check once more. */
export async function retypeWord(kiosk: OpenKiosk, hands: Hands, at: number, word: string): Promise<Screen> {
  await kiosk.page.locator(`.pad input[data-at="${at}"]`).focus()
  await kiosk.page.keyboard.type(word)
  await kiosk.page.keyboard.press('Enter')
  return after({ cdp: kiosk.cdp }, () => hands.press(type.send))
}

/** The last word that was wrong: the card is read. */
export async function mendWord(kiosk: OpenKiosk, hands: Hands, at: number, word: string): Promise<Screen> {
  await retypeWord(kiosk, hands, at, word)
  return until({ cdp: kiosk.cdp }, ({ text }) => text.includes(shareStrings.read.next))
}

/** All that a holder does at the page of a card: copies it from the screen, types it back, and goes on. */
export async function makeCard(kiosk: OpenKiosk, hands: Hands, grip: Grip, next: () => Promise<void>): Promise<void> {
  const words = await copyCard(kiosk, hands, grip, next)
  await typeBack(kiosk, hands, words)
  await until(kiosk, ({ text }) => text.includes(shareStrings.read.next))
  await hands.press(strings.perform.act['backup/read-back'] ?? '')
}

/** The same with the mouse, and with the keyboard alone. */
export const cardByMouse = (kiosk: OpenKiosk, hands: Hands): Promise<void> =>
  makeCard(kiosk, hands, mouseGrip(kiosk), () => hands.press(show.next))
export const cardByKeyboard = (kiosk: OpenKiosk, hands: Hands): Promise<void> =>
  makeCard(kiosk, hands, keyboardGrip(kiosk), () => kiosk.page.keyboard.press('ArrowRight'))

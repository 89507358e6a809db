// Leads a rehearsal through the window, screen by screen, until a step stands or the bag is there.

import type { CDPSession } from 'playwright-core'
import { shareStrings } from '../../renderer/share/strings.ts'
import { strings } from '../../renderer/strings.ts'
import type { Hands } from './hands.ts'
import { type Cast, nextMove } from './people.ts'
import { isBusy, look, type Screen, signature } from './screen.ts'

/** Where the people are, and with which hands they work. */
export type Room = {
  readonly cdp: CDPSession
  readonly hands: Hands
  /** Who is in it; the people of the built-in root key generation where nobody is named. */
  readonly cast?: Cast
  /** Each screen as it comes, before anybody answers it. */
  readonly seen?: (screen: Screen) => void | Promise<void>
  /** What a holder does at the page of a card that is made, to its end. */
  readonly card?: () => Promise<void>
}

const patienceMs = 60_000

/** Do something and wait until the screen that follows from it stands. @param stood - the screen before it, where it was just looked at. */
export async function after(room: Pick<Room, 'cdp'>, act: () => Promise<void>, stood?: Screen): Promise<Screen> {
  const before = signature(stood ?? (await look(room.cdp)))
  try {
    await act()
  } catch (cause) {
    throw new Error(`it cannot be done at ${saidBy(await look(room.cdp))}`, { cause })
  }
  while (await isBusy(room.cdp)) await pause()
  return until(room, (screen) => signature(screen) !== before && !isWorking(screen))
}

/** Wait for a screen; what stood there last is said where it does not come. */
export async function until(room: Pick<Room, 'cdp'>, wanted: (screen: Screen) => boolean): Promise<Screen> {
  for (const end = Date.now() + patienceMs; ; ) {
    const screen = await look(room.cdp)
    if (wanted(screen)) return screen
    if (Date.now() > end) throw new Error(`the screen does not come; this one stands: ${saidBy(screen)}`)
    await pause()
  }
}

const saidBy = ({ title, text, controls }: Screen): string =>
  `"${title}": ${text.slice(0, 2000)}; controls: ${controls.map(({ name }) => name).join(' | ')}`

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 40))

const isWorking = ({ text, title, busy }: Screen): boolean =>
  busy ||
  title === '' ||
  [strings.step.atWork, strings.home.loading, strings.step.workingNote].some((words) => text.includes(words))

/** From home into a new rehearsal: its first step. */
export async function begin(room: Room, title = 'Root key generation'): Promise<Screen> {
  await until(room, (screen) => screen.controls.some(({ name }) => name.startsWith('Rehearse: ')))
  return after(room, async () => {
    const { controls } = await look(room.cdp)
    const card = controls.find(({ name }) => name.startsWith(`Rehearse: ${title}`))
    await room.hands.press(card?.name ?? '')
  })
}

/** Make one move of the people, as `nextMove` finds it on the screen. */
export async function step(room: Room, screen: Screen): Promise<Screen> {
  await room.seen?.(screen)
  if (room.card !== undefined && screen.controls.some(({ name }) => name === shareStrings.stand.go))
    return after(room, room.card, screen)
  const move = nextMove(screen, room.cast)
  // Scrolling on may change nothing that a screen reader would find: all of it was there from the beginning.
  if (move.press === strings.step.readOn) {
    // A short text is seen to its end a moment after it came; there is nothing to read on then.
    await pause()
    const settled = await look(room.cdp)
    if (nextMove(settled, room.cast).press !== strings.step.readOn) return settled
    await room.hands.press(move.press)
    await pause()
    return look(room.cdp)
  }
  return after(
    room,
    async () => {
      if (move.choose !== undefined) await room.hands.choose(move.choose)
      // Fields and buttons are named for who was chosen.
      const { type, press } = move.choose === undefined ? move : nextMove(await look(room.cdp), room.cast)
      for (const [field, text] of type ?? []) await room.hands.type(field, text)
      await room.hands.press(press)
    },
    screen,
  )
}

/** Go on until a screen has this title. */
export async function playTo(room: Room, title: string): Promise<Screen> {
  let screen = await look(room.cdp)
  for (let moves = 0; screen.title !== title; moves++) {
    const before = screen
    screen = await step(room, screen)
    if (screen.headings.includes(strings.refusal.heading))
      throw new Error(`refused at "${before.title}": ${saidBy(screen)}`)
    if (moves > 600) throw new Error(`${title} does not come; the people are at "${screen.title}"`)
  }
  return screen
}

// The last act of a rehearsal in the real window, from the seal on, with secrets that are known, looked at at each moment.

import { existsSync, readdirSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { strings } from '../../renderer/strings.ts'
import { mouseHands } from '../e2e/hands.ts'
import type { OpenKiosk } from '../e2e/kiosk.ts'
import { codeOf, pinOf } from '../e2e/people.ts'
import { type Prepared, prepare } from '../e2e/prepare.ts'
import { after, playTo, step, until } from '../e2e/room.ts'
import { examplePlan } from '../plan/example.ts'
import { type Wanted, wanted } from './forms.ts'

export const sealStep = 'close/seal/witness-a'
const field = 'User PIN of token witness'

/** What the people of the rehearsal know. The maker's SO PIN is not looked for: a rehearsal says it on the screen. */
export const secretsOfPeople = (): readonly Wanted[] => [
  ...examplePlan().people.map(({ id, name }) => wanted(`private code of ${id}`, codeOf(name))),
  ...examplePlan().tokens.flatMap(({ id }) => [
    wanted(`user PIN of ${id}`, pinOf(id, 'userPin')),
    wanted(`SO PIN of ${id}`, pinOf(id, 'soPin')),
  ]),
]

/** The PIN that is typed in this window. */
export const sealPin = (): Wanted => wanted('user PIN', pinOf('witness', 'userPin'))

export const prepareSeal = (workDirectory: string): Promise<Prepared> => prepare(workDirectory, sealStep)

/**
 * Take the prepared ceremony up again, seal it, and go on to the close.
 * @param at - called at each moment, while people do nothing.
 */
export async function sealInWindow(kiosk: OpenKiosk, { head }: Prepared, at: (moment: string) => void): Promise<void> {
  const hands = mouseHands(kiosk)
  const room = { cdp: kiosk.cdp, hands }
  const card = strings.home.resumeOne('Root key generation')
  await until(kiosk, ({ controls }) => controls.some(({ name }) => name === card))
  await after(kiosk, () => hands.press(card))
  await until(kiosk, ({ title }) => title === strings.break.resumeTitle)
  await hands.choose('Amina Diallo · administrator')
  await hands.type(strings.break.head, head)
  let screen = await after(kiosk, () => hands.press(strings.break.resume))
  at('before it is typed')
  while (!screen.controls.some(({ name }) => name === field)) screen = await step(room, screen)
  await hands.type(field, pinOf('witness', 'userPin'))
  at('typed, not given')
  screen = await after(kiosk, () => hands.press(strings.secret.give))
  at('given, at once')
  await settled()
  at('given, a moment later')
  const act = strings.perform.act['transcript/seal'] ?? ''
  if (screen.controls.some(({ name }) => name === act)) screen = await after(kiosk, () => hands.press(act))
  at('act done, at once')
  await settled()
  at('act done, a moment later')
  await step(room, screen)
  await settled()
  at('next step')
  await playTo(room, strings.close.closedTitle)
  await settled()
  at('closed')
}

/** Until the station has overwritten what its heap freed, and the browser had time to do the same. */
const settled = (): Promise<void> => setTimeout(600)

/** The browser's profile: its folder in memory, by the station that made it. */
export function profileOf(station: number): string | undefined {
  const name = readdirSync('/dev/shm').find((entry) => entry.startsWith(`anchorite-window-${station}-`))
  return name === undefined || !existsSync(`/dev/shm/${name}`) ? undefined : `/dev/shm/${name}`
}

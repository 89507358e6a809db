// People at a recovery drill: one card typed with a word wrong, one that is dead and passed over; all else as on any day.

import { shareStrings } from '../../renderer/share/strings.ts'
import { strings } from '../../renderer/strings.ts'
import type { OpenKiosk } from './kiosk.ts'
import { after, type Room, step, until } from './room.ts'
import { look, type Screen } from './screen.ts'

export type Drill = Room & {
  readonly kiosk: OpenKiosk
  /** The words of each card, by the name of who holds it. */
  readonly cards: Readonly<Record<string, string>>
  /** Whose card cannot be made out; the people say so with `why`. */
  readonly dead: string
  readonly why: string
}

/** Until a screen has this title; what the drill alone has is done as it comes. */
export async function playDrill(drill: Drill, title: string): Promise<Screen> {
  let screen = await look(drill.cdp)
  for (let moves = 0; screen.title !== title; moves++) {
    screen = (await ofADrill(drill, screen)) ?? (await step(drill, screen))
    if (screen.headings.includes(strings.refusal.heading))
      throw new Error(`refused at "${screen.title}": ${screen.text}`)
    if (moves > 300) throw new Error(`${title} does not come; the people are at "${screen.title}"`)
  }
  return screen
}

async function ofADrill(drill: Drill, screen: Screen): Promise<Screen | undefined> {
  const holder = Object.keys(drill.cards).find(
    (name) => /^Card \d+: /.test(screen.title) && screen.title.endsWith(name),
  )
  if (holder === undefined) return undefined
  if (holder === drill.dead) return passOver(drill)
  if (!screen.controls.some(({ name }) => name === shareStrings.type.send)) return undefined
  await drill.seen?.(screen)
  return typeCard(drill, drill.cards[holder] ?? '')
}

/** The focus stands in the first field; four letters and a space are enough for a word. */
async function typeCard({ cdp, kiosk, hands, seen }: Drill, words: string): Promise<Screen> {
  const { keyboard } = kiosk.page
  const right = words.split(' ')
  // The fifth word of the share, as it is easily misread; it is in the list.
  const slip = right.with(10, right[11] ?? '')
  await keyboard.type(slip.map((word) => `${word.slice(0, 4)} `).join(''))
  await hands.press(shareStrings.type.send)
  const wrong = await until({ cdp }, ({ headings }) => headings.includes(shareStrings.type.notYet))
  await seen?.(wrong)
  await keyboard.press('Enter')
  await keyboard.type(`${(right[10] ?? '').slice(0, 4)} `)
  return after({ cdp }, () => hands.press(shareStrings.type.send))
}

async function passOver({ cdp, hands, dead, why, seen }: Drill): Promise<Screen> {
  await hands.choose((await radios(cdp)).find((name) => name.startsWith(dead)) ?? dead)
  await hands.press(strings.step.notSo)
  await seen?.(await until({ cdp }, ({ headings }) => headings.includes(strings.step.notSoTitle)))
  await hands.press(strings.step.leaveOut)
  const panel = await until({ cdp }, ({ headings }) => headings.includes(strings.deviation.title))
  await seen?.(panel)
  await hands.choose((await radios(cdp)).find((name) => name.startsWith(dead)) ?? dead)
  await hands.type(strings.deviation.what, why)
  return after({ cdp }, () => hands.press(strings.deviation.recordAndGoOn))
}

const radios = async (cdp: Drill['cdp']): Promise<readonly string[]> =>
  (await look(cdp)).controls.filter(({ role }) => role === 'radio').map(({ name }) => name)

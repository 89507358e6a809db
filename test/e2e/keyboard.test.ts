// The whole rehearsal of root key generation in the real window, by keyboard alone, as a screen reader finds it.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readBag } from '../../core/media/bag.node.ts'
import { verifyBag } from '../../core/verify/bag.ts'
import { scripts } from '../../electron/host/scripts.ts'
import { strings } from '../../renderer/strings.ts'
import { cardByKeyboard } from './card.ts'
import { keyboardHands } from './hands.ts'
import { begin, playTo, until } from './room.ts'
import type { Screen } from './screen.ts'
import { describeWindow, wholeRehearsalMs } from './stage.ts'

describeWindow('a custodian who uses no mouse', [], (stage) => {
  test(
    'comes from home to a bag that verifies; every screen has a heading, and every control a name',
    async () => {
      const kiosk = await stage.open()
      const faults: string[] = []
      const hands = keyboardHands(kiosk)
      const room = {
        cdp: kiosk.cdp,
        hands,
        card: () => cardByKeyboard(kiosk, hands),
        seen: (screen: Screen) => void faults.push(...faultsOf(screen)),
      }
      await begin(room)
      await playTo(room, strings.close.closedTitle)
      expect(faults).toEqual([])
      const bag = readdirSync(stage.workDirectory).find((name) => name.endsWith('-bag')) ?? 'none'
      const report = verifyBag(await readBag(join(stage.workDirectory, bag)), scripts)
      expect(report).toMatchObject({ verdict: 'sealed', mode: 'rehearsal' })
      await until(kiosk, ({ text }) => text.includes(report.head))
    },
    wholeRehearsalMs,
  )
})

/** What would leave somebody who only hears the screen at a loss. */
function faultsOf({ title, headings, controls }: Screen): readonly string[] {
  const where = controls.map(({ name }) => name).join(' | ')
  const unheaded = title === '' ? [`a screen without a heading of the first level; its controls: ${where}`] : []
  const empty = headings.filter((name) => name === '').map(() => `"${title}": a heading without words`)
  const nameless = controls.filter(({ name }) => name === '').map(({ role }) => `"${title}": a ${role} without a name`)
  const names = controls.filter(({ role }) => role === 'textbox').map(({ name }) => name)
  const twice = names.filter((name, index) => names.indexOf(name) !== index)
  return [...unheaded, ...empty, ...nameless, ...twice.map((name) => `"${title}": two fields are called "${name}"`)]
}

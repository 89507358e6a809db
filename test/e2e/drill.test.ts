// A full recovery drill in the real window, by keyboard alone: words typed wrongly, a dead card, and the bag that tells of it.
// It begins where the cards come; the acts before it are those of keyboard.test.ts.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readBag } from '../../core/media/bag.node.ts'
import { verifyBag } from '../../core/verify/bag.ts'
import type { Certificate } from '../../core/verify/recovery.ts'
import { rehearsalCards } from '../../electron/host/open-ceremony.ts'
import { scripts } from '../../electron/host/scripts.ts'
import { strings } from '../../renderer/strings.ts'
import { playDrill } from './drill-room.ts'
import { keyboardHands } from './hands.ts'
import { builtInPlan, prepare } from './prepare.ts'
import { after, until } from './room.ts'
import type { Screen } from './screen.ts'
import { describeWindow, wholeRehearsalMs } from './stage.ts'

const plan = builtInPlan('recovery-drill')
const cards = Object.entries(rehearsalCards(plan)).map(([id, words]) => {
  const { name } = plan.people.find((person) => person.id === id) ?? expect.fail(`nobody is called ${id}`)
  return [name, words] as const
})
const why = 'The card cannot be made out: water got into its bag.'

describeWindow('a recovery drill', [], (stage) => {
  test(
    'comes by keyboard alone, over a wrong word and a dead card, to a bag that verifies and says which card is dead',
    async () => {
      const { head } = await prepare(stage.workDirectory, 'recovery.root-a/room', 'recovery-drill')
      const kiosk = await stage.open()
      const unasked: string[] = []
      const room = {
        kiosk,
        cdp: kiosk.cdp,
        hands: keyboardHands(kiosk),
        cast: plan,
        cards: Object.fromEntries(cards),
        dead: 'Jonas Berg',
        why,
        seen: ({ title, controls }: Screen) =>
          void unasked.push(...controls.filter(({ name }) => name === '').map(({ role }) => `"${title}": a ${role}`)),
      }
      const card = strings.home.resumeOne('Recovery drill')
      await until(kiosk, ({ controls }) => controls.some(({ name }) => name === card))
      await after(kiosk, () => room.hands.press(card))
      await room.hands.choose('Amina Diallo · administrator')
      await room.hands.type(strings.break.head, head)
      await after(kiosk, () => room.hands.press(strings.break.resume))
      const closed = await playDrill(room, strings.close.closedTitle)
      expect(closed.text).toContain('REHEARSAL')
      expect(unasked).toEqual([])

      const name = readdirSync(stage.workDirectory).find((found) => found.endsWith('-bag')) ?? 'none'
      const bag = await readBag(join(stage.workDirectory, name))
      const report = verifyBag(bag, scripts)
      expect(report).toMatchObject({ verdict: 'sealed', mode: 'rehearsal' })
      expect(report.deviations.join('\n')).toContain(why)
      const text = Buffer.from(bag.files.get('data/drill-certificate.json') ?? []).toString()
      const certificate = JSON.parse(text) as Certificate // verified with the bag just now
      expect(certificate).toMatchObject({
        level: 'full',
        passed: true,
        sets: [{ surprise: 'dead-card', quorum: true }],
      })
      expect(certificate.sets[0]?.cards).toEqual([
        { holder: 'ines', good: true, why: null },
        { holder: 'jonas', good: false, why },
        { holder: 'lena', good: true, why: null },
      ])
      expect(certificate.sets[0]?.signed).toMatchObject({ token: 'drill', destroyed: true })
      // No word of a card is in what leaves the station, beyond the three that name the set and the list of all words.
      const out = [...bag.files].map(([, bytes]) => Buffer.from(bytes).toString('utf8')).join('\n')
      for (const [, words] of cards) expect(out).not.toContain(words.split(' ').slice(6, 10).join(' '))
    },
    wholeRehearsalMs,
  )
})

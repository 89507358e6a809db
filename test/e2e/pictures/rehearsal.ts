// A whole rehearsal of the built-in plan in the kiosk, from its first step to its bag, with its slips; its backup is voided once.

import { appendFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { strings } from '../../../renderer/strings.ts'
import { carry, chooseFiles } from '../files.ts'
import { type Hands, mouseHands } from '../hands.ts'
import type { OpenKiosk } from '../kiosk.ts'
import { codeOf } from '../people.ts'
import { after, begin, playTo, type Room, step, until } from '../room.ts'
import { look } from '../screen.ts'
import type { Album } from './album.ts'
import { cardPictured } from './card.ts'
import { nameOf } from './names.ts'

/** From home to home. */
export async function rehearsal(album: Album, kiosk: OpenKiosk, workDirectory: string): Promise<void> {
  const { camera } = album
  const hands = mouseHands(kiosk)
  const room: Room = {
    cdp: kiosk.cdp,
    hands,
    seen: async (screen) => {
      const name = nameOf(screen)
      if (name !== undefined) await camera.take(kiosk, name)
    },
    card: () => cardPictured(album, kiosk, hands),
  }
  await begin(room)
  await slips(album, kiosk, hands)
  let screen = await playTo(room, 'Make key root-a')
  screen = await step(room, screen)
  await camera.take(kiosk, 'make-key-second-code')
  await hands.choose('Emi Tanaka · internal witness')
  await hands.type(strings.perform.codeOf('Emi Tanaka'), codeOf('Farid Haddad'))
  screen = await after(room, () => hands.press(strings.perform.giveCode))
  await camera.take(kiosk, 'refused')
  await playTo(room, 'Bag of card 1')
  await voided(album, kiosk, hands)
  await playTo(room, strings.close.closedTitle)
  await until(kiosk, ({ text }) => text.includes(strings.step.wordsLabel))
  await camera.take(kiosk, 'closed')
  await after(kiosk, () => hands.press(strings.close.verify))
  await until(kiosk, ({ headings }) => headings.some((heading) => heading.includes(strings.verify.sealed)))
  await camera.take(kiosk, 'verify-own')
  await after(kiosk, () => hands.press(strings.nav.backToCeremony))
  await after(kiosk, () => hands.press(strings.close.home))
  await camera.take(kiosk, 'home-closed')
  await verdicts(album, kiosk, hands, workDirectory)
}

/** A break while the secret of the backup is held: the set is void, and what there was of it is destroyed. */
async function voided({ camera }: Album, kiosk: OpenKiosk, hands: Hands): Promise<void> {
  const { page, cdp } = kiosk
  await hands.press(`B ${strings.frame.break}`)
  await until(kiosk, ({ headings }) => headings.includes(strings.break.title))
  await camera.take(kiosk, 'panel-break-void')
  await hands.choose('Farid Haddad · external witness')
  await hands.type(strings.break.why, 'fire alarm')
  await hands.type(strings.break.custody, 'Card 1 lies on the table, folded; Farid Haddad stays with it.')
  await after(kiosk, () => hands.press(strings.break.call))
  await until(kiosk, ({ text }) => text.includes(strings.break.writeLead))
  const head = await page.evaluate(() => /[0-9a-f]{64}/.exec(document.body.textContent ?? '')?.[0] ?? '')
  await after(kiosk, () => hands.press(strings.break.written))
  await hands.choose('Amina Diallo · administrator')
  await hands.type(strings.break.head, head)
  await after(kiosk, () => hands.press(strings.break.resume))
  const { title } = await look(cdp)
  if (title !== 'What is left of the void set') throw new Error(`the set is not void; the people are at "${title}"`)
  await camera.take(kiosk, 'backup-voided')
}

/** Panels, refusals and interruptions, at the first steps of a rehearsal. */
async function slips({ camera }: Album, kiosk: OpenKiosk, hands: Hands): Promise<void> {
  const { page } = kiosk
  const panel = async (key: string, title: string, name: string): Promise<void> => {
    await page.keyboard.press(key)
    await until(kiosk, ({ headings }) => headings.includes(title))
    await camera.take(kiosk, name)
    await page.keyboard.press('Escape')
    await until(kiosk, ({ headings }) => !headings.includes(title))
  }
  await camera.take(kiosk, 'step-attest')
  await panel('d', strings.deviation.title, 'panel-deviation')
  await panel('b', strings.break.title, 'panel-break')
  await panel('s', strings.stop.title, 'panel-stop')
  await panel('p', strings.paper.title, 'panel-paper')
  // The trainer's panel does not open in room mode: the room would read along.
  await page.keyboard.press('t')
  await until(kiosk, ({ headings }) => headings.includes(strings.trainer.title))
  camera.keep('panel-trainer', await page.screenshot({ animations: 'disabled', caret: 'hide' }))
  await page.keyboard.press('Escape')
  await until(kiosk, ({ headings }) => !headings.includes(strings.trainer.title))
  await after(kiosk, () => hands.press(strings.step.notSo))
  await camera.take(kiosk, 'not-so')
  await after(kiosk, () => hands.press(strings.step.notSoRecord))
  await camera.take(kiosk, 'not-so-recorded')
  await after(kiosk, () => hands.press(strings.step.confirmNow('Hugo Weiss')))
}

/** What the window says of the finished bag, and of one with an altered byte. */
async function verdicts(
  { camera, directory }: Album,
  kiosk: OpenKiosk,
  hands: Hands,
  workDirectory: string,
): Promise<void> {
  const bag = readdirSync(workDirectory).find((name) => name.endsWith('-bag')) ?? ''
  await kiosk.page
    .getByRole('button', { name: /^Verify/ })
    .first()
    .click()
  for (const name of ['sealed', 'refused'] as const) {
    const copy = carry(join(workDirectory, bag), join(directory, name))
    if (name === 'refused') appendFileSync(join(copy, 'data', 'plan.json'), ' ')
    await chooseFiles(kiosk, strings.files.chooseFolder, copy)
    await until(kiosk, ({ text, headings }) => /\d+ files, /.test(text) && !headings.includes(strings.verify.sealed))
    await after(kiosk, () => hands.press(strings.verify.run))
    await camera.take(kiosk, `verify-${name}`)
  }
}

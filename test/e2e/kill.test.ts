// The station is killed in the middle of an act, between its intent and its outcome; a person looks, decides, and goes on.

import { expect, test } from 'vitest'
import { strings } from '../../renderer/strings.ts'
import { mouseHands } from './hands.ts'
import { pinOf } from './people.ts'
import { keeper, type Prepared, prepare } from './prepare.ts'
import { eventsIn } from './record.ts'
import { after, playTo, step, until } from './room.ts'
import { describeWindow, type Stage } from './stage.ts'

const keyTitle = 'Make key root-a'
const keyStep = 'keys/generate/root-a'
/** Whether the kill falls between the two lines is for the machine to say; it is tried again from the same state. */
const attempts = 8

describeWindow('a station that is killed in the middle of an act', [], (stage) => {
  test('asks what is on the token, offers only what was found, and never makes a second key', async () => {
    const prepared = await prepare(stage.workDirectory, keyStep)
    const state = keeper(stage.workDirectory)
    state.keep()
    let left = await killedWhileItMakesTheKey(stage, prepared)
    for (let attempt = 1; left !== 'intent' && attempt < attempts; attempt++) {
      state.restore()
      left = await killedWhileItMakesTheKey(stage, prepared)
    }
    expect(left, `the last entry, after ${attempts} attempts`).toBe('intent')

    const kiosk = await resume(stage, prepared)
    const room = { cdp: kiosk.cdp, hands: mouseHands(kiosk) }
    const asked = await until(kiosk, ({ text }) => text.includes(strings.reconcile.lead))
    expect(asked.title).toContain(keyTitle)
    // Looking needs the PIN: private objects show only after login.
    await room.hands.type('User PIN of token root-a', pinOf('root-a', 'userPin'))
    let found = await after(room, () => room.hands.press(strings.secret.give))
    if (found.controls.some(({ name }) => name === strings.reconcile.look))
      found = await after(room, () => room.hands.press(strings.reconcile.look))
    const wasDone = found.text.includes(strings.reconcile.showsDone)
    expect(found.text.includes(strings.reconcile.showsAgain)).toBe(!wasDone)
    const offered = [strings.reconcile.done, strings.reconcile.again].filter((name) =>
      found.controls.some((control) => control.name === name),
    )
    expect(offered).toEqual([wasDone ? strings.reconcile.done : strings.reconcile.again])
    await after(room, () => room.hands.press(offered[0] ?? ''))

    // Goes on to the proof, for which the token needs exactly one key with the planned id.
    await playTo(room, strings.step.outcomeDone('Prove key root-a'))
    const events = eventsIn(stage.workDirectory, prepared.ceremony)
    const outcomes = events.filter((event) => event.type === 'outcome' && event.step === keyStep)
    const decided = events.filter((event) => event.type === 'reconciled')
    expect(decided).toMatchObject([{ step: keyStep, decision: wasDone ? 'done' : 'again' }])
    expect(outcomes.length).toBe(wasDone ? 0 : 1)
  }, 240_000)
})

/** From home, over the head from paper, back into the ceremony. */
async function resume(stage: Stage, { head }: Prepared) {
  const kiosk = await stage.open()
  const hands = mouseHands(kiosk)
  // The only ceremony there is: the card leads to it at once.
  const isCard = ({ name }: { readonly name: string }) => name.startsWith(`${strings.home.resume} `)
  const home = await until(kiosk, ({ controls }) => controls.some(isCard))
  await after(kiosk, () => hands.press(home.controls.find(isCard)?.name ?? ''))
  await until(kiosk, ({ title }) => title === strings.break.resumeTitle)
  await hands.choose('Amina Diallo · administrator')
  await hands.type(strings.break.head, head)
  await after(kiosk, () => hands.press(strings.break.resume))
  return kiosk
}

/** Everything given, the act begun, and SIGKILL as soon as its intent lies on the disk. The type of the last entry. */
async function killedWhileItMakesTheKey(stage: Stage, prepared: Prepared): Promise<string> {
  const kiosk = await resume(stage, prepared)
  const room = { cdp: kiosk.cdp, hands: mouseHands(kiosk) }
  let screen = await until(kiosk, ({ title }) => title === keyTitle)
  while (!screen.controls.some(({ name }) => name.startsWith('User PIN'))) screen = await step(room, screen)
  const begunOrDone = () =>
    ['intent', 'outcome'].includes(eventsIn(stage.workDirectory, prepared.ceremony).at(-1)?.type ?? '')
  const acting = (async () => {
    await room.hands.type('User PIN of token root-a', pinOf('root-a', 'userPin'))
    const typed = await after(room, () => room.hands.press(strings.secret.give))
    const act = strings.perform.act['key/generate'] ?? ''
    if (typed.controls.some(({ name }) => name === act)) await room.hands.press(act)
  })().catch(() => undefined) // the window goes away under the hand
  const begun = Date.now()
  while (!begunOrDone()) {
    if (Date.now() - begun > 20_000) throw new Error('the act does not begin')
    await new Promise((resolve) => setImmediate(resolve))
  }
  await stage.kill()
  await acting
  return eventsIn(stage.workDirectory, prepared.ceremony).at(-1)?.type ?? 'nothing'
}

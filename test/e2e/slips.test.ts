// Slips of people in the real window: a wrong head, a wrong code, a wrong token, a wrong PIN, a deviation, a break.

import fs from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { strings } from '../../renderer/strings.ts'
import { keyboardHands, mouseHands } from './hands.ts'
import type { OpenKiosk } from './kiosk.ts'
import { codeOf, pinOf } from './people.ts'
import { type Prepared, prepare } from './prepare.ts'
import { eventsIn, troublesIn } from './record.ts'
import { after, playTo, step, until } from './room.ts'
import type { Screen } from './screen.ts'
import { describeWindow } from './stage.ts'

const keyTitle = 'Make key root-a'

describeWindow('people who slip', [], (stage) => {
  let prepared: Prepared
  let kiosk: OpenKiosk
  const events = () => eventsIn(stage.workDirectory, prepared.ceremony)
  const hands = () => mouseHands(kiosk)
  const press = (name: string): Promise<Screen> => after(kiosk, () => hands().press(name))

  /** From home to the page that asks for the head. */
  const resume = async (): Promise<Screen> => {
    kiosk = await stage.open()
    const card = strings.home.resumeOne('Root key generation')
    await until(kiosk, ({ controls }) => controls.some(({ name }) => name === card))
    await press(card)
    return until(kiosk, ({ title }) => title === strings.break.resumeTitle)
  }
  const giveHead = async (head: string): Promise<Screen> => {
    await hands().type(strings.break.head, head)
    return press(strings.break.resume)
  }
  const giveSecret = async (field: string, secret: string, button: string): Promise<Screen> => {
    await hands().type(field, secret)
    return press(button)
  }
  /** The PIN is the last thing that the act waits for. */
  const makeKey = async (pin: string): Promise<Screen> => {
    const typed = await giveSecret('User PIN of token root-a', pin, strings.secret.give)
    const act = strings.perform.act['key/generate'] ?? ''
    return typed.controls.some(({ name }) => name === act) ? press(act) : typed
  }

  beforeAll(async () => {
    prepared = await prepare(stage.workDirectory, 'keys/generate/root-a')
  }, 120_000)

  test('after a restart the head must come from paper: a wrong one is refused, the right one goes on', async () => {
    const asked = await resume()
    expect(asked.text).not.toContain(prepared.words.split(' ').slice(0, 2).join(' '))
    await hands().choose('Amina Diallo · administrator')
    const refused = await giveHead('0'.repeat(64))
    expect(refused.title).toBe(strings.break.resumeTitle)
    expect(refused.headings).toContain(strings.refusal.heading)
    expect(refused.text).toContain('ceremony/wrong-head')
    expect(events().at(-1)).toMatchObject({ type: 'refused', code: 'ceremony/wrong-head' })
    const back = await giveHead(prepared.words)
    expect(back.title).toBe(keyTitle)
    expect(events().at(-1)).toMatchObject({ type: 'resumed', by: 'amina', headFromPaper: prepared.head })
  })

  test('a second person with a wrong private code is told so by name; the right code then counts', async () => {
    const since = events().length
    await giveSecret(strings.perform.codeOf('Bruno Keller'), codeOf('Bruno Keller'), strings.perform.giveCode)
    await hands().choose('Emi Tanaka · internal witness')
    const field = strings.perform.codeOf('Emi Tanaka')
    const refused = await giveSecret(field, codeOf('Farid Haddad'), strings.perform.giveCode)
    expect(refused.text).toContain('That is not the private code of')
    expect(refused.title).toBe(keyTitle)
    expect(troublesIn(events(), since)).toEqual(['ceremony/wrong-code'])
    const taken = await giveSecret(field, codeOf('Emi Tanaka'), strings.perform.giveCode)
    expect(taken.controls.map(({ name }) => name)).toContain('User PIN of token root-a')
    expect(events().at(-1)).toMatchObject({ type: 'confirmed', by: 'emi', auth: 'code' })
  })

  test('a wrong token in the slot: the one that is wanted is named by its serial, no PIN is tried, nothing was begun', async () => {
    const since = events().length
    const tokens = join(stage.workDirectory, 'rehearsal-tokens', prepared.ceremony, 'tokens')
    const wanted = tokenIn(tokens, 'root-a')
    // Outside the folder in which SoftHSM looks: the other tokens stay where they are, and answer.
    const bag = `${tokens}-in-the-bag`
    const serialInside = fs.readFileSync(join(tokens, wanted, 'token.object'), 'latin1')
    fs.renameSync(join(tokens, wanted), bag)
    const refused = await makeKey(pinOf('root-a', 'userPin'))
    expect(refused.headings).toContain(strings.refusal.heading)
    const [, serial = '', present = ''] =
      /The token with serial ([0-9a-f]{16}) \("root-a"\) is not there\. Present: (.*?)\. /.exec(refused.text) ?? []
    expect(serial).toMatch(/^[0-9a-f]{16}$/)
    expect(serialInside).toContain(serial)
    expect(present).toMatch(/[0-9a-f]{16}/)
    expect(present).not.toContain(serial)
    expect(troublesIn(events(), since)).toEqual(['ceremony/wrong-token'])
    fs.renameSync(bag, join(tokens, wanted))
  })

  test('a wrong PIN is said by name, one try is spent and no more, and the right one makes the key', async () => {
    const since = events().length
    const refused = await makeKey('u-wrong')
    expect(refused.text).toContain('did not accept the user PIN')
    expect(troublesIn(events(), since)).toEqual(['token/pin-incorrect'])

    // The codes were for the act that failed: two people agree to the next one again.
    const room = { cdp: kiosk.cdp, hands: hands() }
    // After the refusal the window looks again, and what was typed is forgotten.
    const act = strings.perform.act['key/generate'] ?? ''
    const settled = await until(kiosk, ({ controls }) => !controls.some(({ name }) => name === act))
    for (let screen = settled; !screen.controls.some(({ name }) => name.startsWith('User PIN')); )
      screen = await step(room, screen)
    // The token now says that few tries are left: without a word of its holder the station spends none.
    const low = await makeKey(pinOf('root-a', 'userPin'))
    expect(low.text).toContain('ceremony/pin-state')
    await hands().check(low.controls.find(({ role }) => role === 'checkbox')?.name ?? 'no word can be given')
    const made = await makeKey(pinOf('root-a', 'userPin'))
    expect(made.title).toBe(strings.step.outcomeDone(keyTitle))
    expect(troublesIn(events(), since)).toEqual(['token/pin-incorrect', 'ceremony/pin-state'])
    await playTo(room, 'Prove key root-a')
  })

  test('D opens the deviation; what is typed there, with a private code, stands in the record and on the screen', async () => {
    const keys = keyboardHands(kiosk)
    await kiosk.page.keyboard.press('d')
    await until(kiosk, ({ headings }) => headings.includes(strings.deviation.title))
    await keys.choose('Greta Lind · safe controller')
    await keys.type(strings.deviation.what, 'The light went out for a minute.')
    await keys.type(strings.deviation.code('Greta Lind'), codeOf('Greta Lind'))
    const noted = await after(kiosk, () => keys.press(strings.deviation.record))
    expect(noted.text).toContain(strings.frame.deviations(1))
    expect(events().at(-1)).toMatchObject({
      type: 'deviation',
      by: 'greta',
      auth: 'code',
      text: 'The light went out for a minute.',
    })
  })

  test('B calls a break: the head goes on paper, the window is closed, and only that head opens it again', async () => {
    const keys = keyboardHands(kiosk)
    await kiosk.page.keyboard.press('b')
    await until(kiosk, ({ headings }) => headings.includes(strings.break.title))
    await keys.choose('Farid Haddad · external witness')
    await keys.type(strings.break.why, 'lunch')
    await keys.type(strings.break.custody, 'All tokens lie in the safe; Greta Lind has the key.')
    await after(kiosk, () => keys.press(strings.break.call))
    const written = await until(
      kiosk,
      ({ title, text }) => title === strings.break.writeTitle && /[0-9a-f]{64}/.test(text),
    )
    const head = /[0-9a-f]{64}/.exec(written.text)?.[0] ?? ''
    expect(events().at(-1)).toMatchObject({ type: 'break', by: 'farid', reason: 'lunch' })

    const asked = await resume()
    expect(asked.text).not.toContain(head)
    await hands().choose('Amina Diallo · administrator')
    const refused = await giveHead(prepared.words)
    expect(refused.text).toContain('ceremony/wrong-head')
    const back = await giveHead(head)
    expect(back.title).toBe('Prove key root-a')
  })
})

/** SoftHSM keeps the serial number and the label of a token in this file, as bytes among others. */
function tokenIn(tokens: string, label: string): string {
  const found = fs
    .readdirSync(tokens)
    .filter((name) => fs.readFileSync(join(tokens, name, 'token.object'), 'latin1').includes(label))
  expect(found).toHaveLength(1)
  return found[0] ?? ''
}

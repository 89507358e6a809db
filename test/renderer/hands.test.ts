import { describe, expect, it } from 'vitest'
import { moveOn, pinOf, playTo, prepareStep, transcriptOf } from '../host/station.ts'
import { axeFaults, reload, sentAreWiped, settled } from './browser.ts'
import { handsOn } from './hands.ts'
import { findInPage } from './secret-search.ts'

const hands = handsOn()
const { desk, directory, press, button, step, ceremonyId, at, readOn } = hands
const scrolled = () => hands.page.evaluate(() => document.querySelector('main')?.scrollTop ?? -1)

describe('what a tired hand does', () => {
  it('a held Enter confirms one statement, not the next ones', async () => {
    await at('retrieve/recording')
    await hands.page.keyboard.down('Enter')
    for (let repeats = 0; repeats < 5; repeats += 1) {
      await settled(hands.page)
      await hands.page.keyboard.down('Enter')
    }
    await hands.page.keyboard.up('Enter')
    await settled(hands.page)
    expect(step()).toBe('retrieve/identity/amina')
  })

  it('a double click confirms one statement, not the next one at the same place', async () => {
    await at('retrieve/recording')
    const box = await button(/confirms/).boundingBox()
    if (box === null) throw new Error('no button')
    const [x, y] = [box.x + box.width - 30, box.y + box.height / 2]
    await hands.page.mouse.click(x, y)
    await settled(hands.page)
    await hands.page.mouse.down({ clickCount: 2 })
    await hands.page.mouse.up({ clickCount: 2 })
    await settled(hands.page)
    expect(step()).toBe('retrieve/identity/amina')
  })

  it('a code that is typed beside its field, with the focus anywhere, opens no panel', async () => {
    await at('keys/generate/root-a')
    await hands.page.locator('.secret-form .who-types').click()
    expect(await hands.page.locator('.secret-form input:focus').count()).toBe(0)
    await hands.page.keyboard.type('dbspt')
    expect(await hands.page.locator('dialog[open]').count()).toBe(0)
    // Where no secret is asked for, the same key does open one.
    await at('retrieve/recording')
    await hands.page.keyboard.type('d')
    expect(await hands.page.locator('dialog[open]').count()).toBe(1)
  })

  it('whoever is picked to confirm, the field for the code stays where it is, and its button is in sight', async () => {
    desk.begin()
    await playTo(desk.station, 'keys/generate/root-a')
    const { host, player } = desk.station
    await moveOn(desk.station, player.next(host.view()))
    await reload(hands.page)
    const field = hands.page.locator('.secret-form .masked input')
    const before = await field.boundingBox()
    await hands.page.locator('.secret-form label').filter({ hasText: 'Emi Tanaka' }).click()
    await hands.page.locator('.secret-form input:focus').waitFor()
    expect((await field.boundingBox())?.y).toBe(before?.y)
    const confirm = await button(/^Confirm with/).boundingBox()
    const bar = await hands.page.locator('.bottom-bar').boundingBox()
    expect((confirm?.y ?? 9999) + (confirm?.height ?? 0)).toBeLessThanOrEqual(bar?.y ?? 0)
  })

  it('the button of an irreversible act never has the focus by itself, and Enter does nothing', async () => {
    desk.begin()
    await prepareStep(desk.station, 'keys/generate/root-a')
    await reload(hands.page)
    expect(await hands.page.locator('.button.danger:focus').count()).toBe(0)
    expect(await hands.page.locator('.gone:focus').count()).toBe(1)
    await press('Enter')
    expect(step()).toBe('keys/generate/root-a')
    expect(
      transcriptOf(directory, ceremonyId()).filter(({ event }) => event.type === 'intent' && event.step === step()),
    ).toEqual([])
  })

  it('after "it is not so" was recorded, the next Enter does not confirm what was just denied', async () => {
    await at('retrieve/recording')
    await button('It is not so').click()
    await button('Record that it is not so').click()
    await settled(hands.page)
    expect(await hands.page.locator('.misfit:focus').count()).toBe(1)
    await press('Enter')
    expect(step()).toBe('retrieve/recording')
  })

  it('a summary that is longer than the screen is scrolled to its end before one can go on', async () => {
    await at('root/sign/acme.update.root-a')
    expect(await button('Read on ↓').count()).toBe(1)
    expect(await scrolled()).toBe(0)
    await press('Enter')
    expect(await hands.page.locator('.review').count()).toBe(1)
    expect(await scrolled()).toBeGreaterThan(100)
    await readOn('.review')
    expect(await hands.page.locator('.words li').count()).toBe(1)
    expect(step()).toBe('root/sign/acme.update.root-a')
  })
})

describe('what the station did', () => {
  it('is not passed while its last line lies under the bar with the button', async () => {
    desk.begin()
    await playTo(desk.station, 'open/script-digest')
    await reload(hands.page)
    const last = hands.page.locator('.outcome .facts > *').last()
    // As high as it must be for the last line to be covered by the bar, and by nothing else.
    const [line, bar] = [await last.boundingBox(), await hands.page.locator('.step > .actions').boundingBox()]
    const tooLow = Math.round((line?.y ?? 0) + (line?.height ?? 0) - (bar?.y ?? 0))
    await hands.page.setViewportSize({ width: 1280, height: 800 - 20 + Math.min(0, tooLow) })
    await reload(hands.page)
    expect(await button('Read on ↓').count()).toBe(1)
    await press('Enter')
    await button('Go on').waitFor()
    const [seen, over] = [await last.boundingBox(), await hands.page.locator('.step > .actions').boundingBox()]
    expect((seen?.y ?? 0) + (seen?.height ?? 9999)).toBeLessThanOrEqual(over?.y ?? 0)
  })
})

describe('a refusal', () => {
  it('says what happened, what is safe and what to do next, and has the focus', async () => {
    await at('keys/generate/root-a')
    await hands.page.locator('main input[type=password]').fill('not the code')
    await press('Enter')
    const notice = hands.page.locator('.refusal:focus')
    expect(await notice.locator('dd').count()).toBe(3)
    expect(await notice.textContent()).toContain('ceremony/wrong-code')
    expect(await hands.page.locator('[role=alert] .refusal').count()).toBe(1)
    expect(await axeFaults(hands.page)).toEqual([])
    await press('Enter')
    expect(await hands.page.locator('main input[type=password]:focus').count()).toBe(1)
  })

  it('of a panel stands in the panel, and what was typed stays', async () => {
    await at('retrieve/recording')
    await press('b')
    await hands.page.locator('dialog[open] label').filter({ hasText: 'Greta Lind' }).click()
    await hands.page.locator('dialog[open] input[name=reason]').fill('Lunch')
    await hands.page.locator('dialog[open] button[type=submit]').click()
    await settled(hands.page)
    expect(await hands.page.locator('dialog[open] .refusal:focus').textContent()).toContain('Who holds what')
    await press('Escape')
    await press('b')
    expect(await hands.page.locator('dialog[open] input[name=reason]').inputValue()).toBe('Lunch')
    expect(await hands.page.locator('dialog[open] .refusal').count()).toBe(0)
  })

  it('lets a spent try be allowed only after the host has asked for it', async () => {
    await at('keys/generate/root-b')
    const token = desk.table.tokens.get('root-b')
    if (token === undefined) throw new Error('no token')
    token.pins.user.wrong = 1
    expect(await hands.page.locator('.spend').count()).toBe(0)
    await prepareStep(desk.station, 'keys/generate/root-b')
    await reload(hands.page)
    await button('Make the key').click()
    await settled(hands.page)
    expect(await hands.page.locator('.refusal').textContent()).toContain('ceremony/pin-state')
    await hands.page.locator('.spend input').check()
    await hands.page.locator('main input[type=password]').fill(pinOf('root-b'))
    await press('Enter')
    await button('Make the key').click()
    await settled(hands.page)
    expect(step()).toBe('keys/prove/root-b')
  })
})

describe('keys', () => {
  it('D, B, S, P and F1 open their panels; Escape closes them and records nothing', async () => {
    await at('retrieve/recording')
    const before = transcriptOf(directory, ceremonyId()).length
    for (const [key, title] of [
      ['d', 'Record a deviation'],
      ['b', 'Call a break'],
      ['s', 'Stop the ceremony'],
      ['p', 'Paper'],
      ['F1', 'Help'],
    ] as const) {
      await press(key)
      expect(await hands.page.locator('dialog[open] h2').first().textContent()).toBe(title)
      await press('Escape')
      expect(await hands.page.locator('dialog[open]').count()).toBe(0)
    }
    expect(transcriptOf(directory, ceremonyId()).length).toBe(before)
  })

  it('letters that are typed into a field open nothing, and can be switched off', async () => {
    await at('retrieve/bag/root-a')
    await hands.page.keyboard.type('dbs')
    expect(await hands.page.locator('dialog[open]').count()).toBe(0)
    expect(await hands.page.locator('main input[type=text]').inputValue()).toBe('dbs')
    await press('F1')
    await hands.page.getByLabel(/Letter keys/).uncheck()
    await press('Escape')
    await hands.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await press('d')
    expect(await hands.page.locator('dialog[open]').count()).toBe(0)
  })

  it('a step is passed over a deviation that is asked for on the way', async () => {
    await at('retrieve/bag/root-a')
    await hands.page.keyboard.type('WRONG1')
    await press('Enter')
    await button('Go on as it is, with a deviation').click()
    await hands.page.locator('dialog[open] label').filter({ hasText: 'Emi Tanaka' }).click()
    await hands.page.locator('dialog[open] textarea').fill('The bag has another number.')
    await button('Record it and go on').click()
    await settled(hands.page)
    expect(step()).toBe('retrieve/seal/root-a')
    expect(desk.station.host.view().deviations.length).toBe(1)
  })
})

describe('secrets', () => {
  it('a PIN is nowhere in the page once it is sent: not in the document, a field, or what React holds', async () => {
    await at('keys/generate/root-a')
    const pin = 'a PIN of nobody 4711'
    const code = 'code of bruno'
    await hands.page.locator('main input[type=password]').fill('no code of mine')
    await press('Enter')
    expect(await hands.page.locator('.refusal').count()).toBe(1)
    expect(await findInPage(hands.page, 'no code of mine')).toEqual([])
    await hands.page.locator('main input[type=password]').fill(code)
    expect(await findInPage(hands.page, code)).not.toEqual([])
    await press('Enter')
    expect(await findInPage(hands.page, code)).toEqual([])
    await hands.page.locator('main label').filter({ hasText: 'Emi Tanaka' }).click()
    await hands.page.locator('main input[type=password]').fill('code of emi')
    await press('Enter')
    await hands.page.locator('main input[type=password]').fill(pin)
    await press('Enter')
    expect(desk.asked.at(-1)).toBe('ceremony.secret')
    expect(await findInPage(hands.page, pin)).toEqual([])
    expect(await sentAreWiped(hands.page)).toBe(true)
  })

  it('a PIN that was refused is gone too, and one that is chosen must be typed twice alike', async () => {
    await at('open/roll-call/amina')
    const calls = desk.asked.length
    await hands.page.locator('main input[type=text]').fill('AD')
    const [first, second] = [
      hands.page.locator('main input[type=password]').first(),
      hands.page.locator('main input[type=password]').last(),
    ]
    await first.fill('one code of mine')
    await second.fill('other code of mine')
    await press('Enter')
    expect(desk.asked.slice(calls)).toEqual([])
    expect(await hands.page.locator('.problem').first().textContent()).toMatch(/not the same/)
    expect(await findInPage(hands.page, 'code of mine')).toEqual([])
    await first.fill('abc')
    await second.fill('abc')
    await press('Enter')
    expect(await hands.page.locator('.refusal').textContent()).toContain('ceremony/weak-code')
    expect(await findInPage(hands.page, '"abc"')).toEqual([])
  })

  it('a secret is masked, shown only while the button is held, and cannot be copied out', async () => {
    await at('keys/generate/root-a')
    const field = hands.page.locator('main .masked input')
    await field.fill('4711')
    expect(await field.getAttribute('type')).toBe('password')
    await button('Hold to show').dispatchEvent('pointerdown')
    expect(await field.getAttribute('type')).toBe('text')
    await button('Hold to show').dispatchEvent('pointerup')
    expect(await field.getAttribute('type')).toBe('password')
    expect(await field.getAttribute('autocomplete')).toBe('one-time-code')
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CeremonyError, wordsOf } from '../../core/errors.ts'
import { pinOf, prepareStep } from '../host/station.ts'
import { axeFaults, reload, settled } from './browser.ts'
import { handsOn } from './hands.ts'

const hands = handsOn()
const { desk, press, button, at } = hands

describe('interruptions', () => {
  it('a break puts all 32 words on the screen to be written, and takes them back only from paper', async () => {
    await at('retrieve/recording')
    await press('b')
    await hands.page.locator('dialog[open] label').filter({ hasText: 'Greta Lind' }).click()
    await hands.page.locator('dialog[open] input[name=reason]').fill('Lunch')
    await hands.page.locator('dialog[open] textarea').fill('Greta holds the keys.')
    await hands.page.locator('dialog[open] button[type=submit]').click()
    await settled(hands.page)
    const words = await hands.page.locator('.words li').allTextContents()
    expect(words.length).toBe(8)
    expect(await axeFaults(hands.page)).toEqual([])
    await press('Enter')
    expect(await hands.page.locator('.words').count()).toBe(0)
    expect(await axeFaults(hands.page)).toEqual([])
    await hands.page.locator('main label').filter({ hasText: 'Emi Tanaka' }).click()
    await hands.page.locator('main textarea').fill('aardvark adroitness')
    await button('Compare and go on').click()
    await settled(hands.page)
    expect(await hands.page.locator('.refusal').textContent()).toContain('words/count')
    await hands.page.locator('main textarea').fill(words.join('\n'))
    await button('Compare and go on').click()
    await settled(hands.page)
    expect(desk.station.host.view().status).toBe('running')
  })

  it('an interrupted act is looked into, and only the decision that the finding bears out is offered', async () => {
    desk.begin()
    await prepareStep(desk.station, 'keys/generate/root-a')
    const die = () => {
      throw new Error('the power fails')
    }
    desk.table.afterCall = (call) => (call.method === 'generateKeyPair' ? die() : undefined)
    await desk.station.host.perform({ step: 'keys/generate/root-a', by: 'bruno' }).catch(() => undefined)
    delete desk.table.afterCall
    await desk.crash()
    const paper = desk.station.files.recorder.state.paperHead ?? ''
    await desk.station.host.resume({ by: 'emi', head: paper })
    await reload(hands.page)
    expect(await axeFaults(hands.page)).toEqual([])
    await hands.page.locator('main input[type=password]').fill(pinOf('root-a'))
    await press('Enter')
    await button('Look how it stands').click()
    await settled(hands.page)
    expect(await axeFaults(hands.page)).toEqual([])
    expect(await button(/^It was/).count()).toBe(1)
  })

  it('where neither decision is possible it says what to keep, offers to stop and nothing else, and says it again once it is stopped', async () => {
    await at('retrieve/recording')
    const error = new CeremonyError('ceremony/only-cards-left', { key: 'root-a', record: '/station/store/ab' })
    desk.laid = (view) => ({
      ...view,
      reconcile: {
        step: view.step?.id ?? '',
        action: 'backup/lock',
        intent: 1,
        found: ['key: not there'],
        shows: 'stop',
        stop: wordsOf(error),
      },
    })
    await reload(hands.page)
    const said = await hands.page.locator('main').innerText()
    expect(said).toContain('Destroy NO card and NO copy')
    expect(said).toContain('/station/store/ab')
    expect(await button(/^It was/).count()).toBe(0)
    expect(await axeFaults(hands.page)).toEqual([])
    await button('Stop the ceremony …').click()
    const panel = hands.page.locator('dialog[open]')
    expect(await panel.locator('.attention').count()).toBe(0)
    await panel.locator('label').filter({ hasText: 'Greta Lind' }).click()
    await panel.locator('input[name=reason]').fill('The key is gone.')
    await panel.locator('label').filter({ hasText: 'It is void' }).click()
    await panel.locator('button[type=submit]').click()
    await settled(hands.page)
    expect(desk.station.host.view().status).toBe('stopped')
    expect(await hands.page.locator('main').innerText()).toContain('Destroy NO card and NO copy')
    expect(await axeFaults(hands.page)).toEqual([])
  })

  it('of a void set all that is to be destroyed stands on the screen, before somebody confirms that it was', async () => {
    const owed = [
      'Why: the process that held the secret is gone.',
      'To be destroyed:',
      '  Card of Ines Okafor, in bag N-1',
    ]
    await at('retrieve/recording')
    desk.laid = (view) => ({ ...view, step: view.step === null ? null : { ...view.step, review: owed } })
    await reload(hands.page)
    expect(await hands.page.locator('main .review p').allInnerTexts()).toContain(owed[0])
    expect(await hands.page.locator('main .review li').allInnerTexts()).toEqual(['Card of Ines Okafor, in bag N-1'])
    expect(await axeFaults(hands.page)).toEqual([])
  })

  it('a clock that is behind stands in the place of the step', async () => {
    await at('retrieve/recording')
    desk.clock.set('2026-11-20T09:00:00.000Z')
    await reload(hands.page)
    expect(await hands.page.locator('h1').textContent()).toMatch(/clock/i)
    expect(await axeFaults(hands.page)).toEqual([])
    await hands.page.locator('main label').filter({ hasText: 'Emi Tanaka' }).click()
    await hands.page.locator('main input[type=text]').fill('It says the same day.')
    await button(/confirm its time/).click()
    await settled(hands.page)
    expect(await hands.page.locator('h1').textContent()).toBe('Recording')
    desk.clock.set('2026-11-24T10:00:00.000Z')
  })

  it('the panel of a break shows all that is typed into it, and its button, without being scrolled', async () => {
    await at('retrieve/recording')
    await press('b')
    for (const part of ['[name=reason]', '[name=custody]', 'button[type=submit]']) {
      const box = await hands.page.locator(`dialog[open] ${part}`).boundingBox()
      expect((box?.y ?? 999) + (box?.height ?? 999), part).toBeLessThan(800)
    }
  })

  it('a stopped ceremony shows its head to be written, and leads home', async () => {
    await at('retrieve/recording')
    await press('s')
    await hands.page.locator('dialog[open] label').filter({ hasText: 'Amina Diallo' }).click()
    await hands.page.locator('dialog[open] input[name=reason]').fill('Fire alarm')
    await hands.page.locator('dialog[open] label').filter({ hasText: 'It may be resumed' }).click()
    await button('Stop it now').click()
    await settled(hands.page)
    expect(await hands.page.locator('.words li').count()).toBe(8)
    expect(await axeFaults(hands.page)).toEqual([])
    await button('Back to home').click()
    await settled(hands.page)
    expect(await hands.page.locator('.ceremonies').textContent()).toContain('stopped, to be resumed')
    expect(await axeFaults(hands.page)).toEqual([])
  })
})

describe('verify', () => {
  it('puts the verdict first, for a good root file and for one that was changed', async () => {
    const folder = new URL('../vectors/tuf-attacks/', import.meta.url)
    await hands.page.locator('.choice-card', { has: hands.page.getByText('Verify', { exact: true }) }).click()
    const drop = async (name: string) => {
      const buffer = readFileSync(new URL(`${name}/1.root.json`, folder))
      await hands.page
        .locator('input[type=file]')
        .first()
        .setInputFiles({ name: '1.root.json', mimeType: 'application/json', buffer })
      await button('Verify').click()
      await settled(hands.page)
      return hands.page.locator('.verdict:focus h2').textContent()
    }
    expect(await drop('ok-ed25519')).toMatch(/CONSISTENT, not authenticated/)
    expect(await axeFaults(hands.page)).toEqual([])
    expect(await drop('sig-trailing-junk')).toMatch(/REFUSED/)
    expect(await axeFaults(hands.page)).toEqual([])
  })
})

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setWords } from '../../core/backup/card.ts'
import { digitsOfWords, wordsOfDigits } from '../../core/backup/words.ts'
import { type Plan, parsePlan } from '../../core/formats/plan.ts'
import type { CardSheet } from '../../core/formats/share-view.ts'
import { sheetSchema } from '../../core/formats/sheet.ts'
import { cardSheet } from '../../core/paper/card.ts'
import { readQr } from '../../core/qr/code.ts'
import { fixedBackup } from '../backup/fixed.ts'
import { bytesOf, examplePlan } from '../plan/example.ts'
import { pictureOfPgm } from '../qr/picture.ts'
import { sayLoudly } from './cupsd.ts'
import { chromiumPath, openPrintPage, type Printed, type PrintPage, run } from './page.ts'

/** The second example, which backs up three root keys. */
const backupPlan = (): Plan => {
  const yaml = readFileSync(new URL('../../ceremonies/examples/three-backups.plan.yaml', import.meta.url), 'utf8')
  return parsePlan(bytesOf(yaml), 'the second example')
}

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ')

/** Its words are always the same, and none of them stands on a card by itself. */
function card(more: Partial<CardSheet> = {}): CardSheet {
  const { cards, shares } = fixedBackup()
  return {
    organisation: 'Acme Update Foundation',
    mode: 'production',
    date: '2026-11-24',
    key: 'root-a',
    fingerprintWords: 'skydive almighty briefcase company',
    holder: 'ines',
    holderName: 'Ines Moreau',
    number: 2,
    of: 3,
    threshold: 2,
    epoch: 1,
    setWords: [...setWords(shares[0]?.set ?? 0)],
    words: [...(cards[1] ?? [])],
    qr: null,
    ...more,
  }
}

describe('blank cards', () => {
  it('there is none for a plan without a backup, nor where every card is printed', () => {
    expect(cardSheet(examplePlan(), 'rehearsal')).toBeUndefined()
    const plan = backupPlan()
    if (plan.backup.mode !== 'split') throw new Error('this plan splits')
    expect(cardSheet({ ...plan, backup: { ...plan.backup, cards: 'printed' } }, 'rehearsal')).toBeUndefined()
  })

  it('one for each holder of each set, with what the plan knows, and no word', () => {
    const plan = backupPlan()
    if (plan.backup.mode !== 'split') throw new Error('this plan splits')
    const sheet = cardSheet({ ...plan, backup: { ...plan.backup, cards: 'by-hand' } }, 'production')
    expect(v.safeParse(sheetSchema, sheet).success).toBe(true)
    const wanted = plan.backup.sets.flatMap((set) =>
      set.mode === 'vendor'
        ? []
        : set.holders.map((_, index) => `${set.key} ${index + 1}/${set.holders.length} ${set.threshold} ${set.epoch}`),
    )
    const made = sheet?.blocks.map((block) => {
      if (block.kind !== 'card') throw new Error('only cards')
      const { key, number, of, threshold, epoch, words } = block.card
      expect(words).toEqual([])
      return `${key} ${number}/${of} ${threshold} ${epoch}`
    })
    expect(made).toEqual(wanted)
  })

  it('a sheet never takes a word of a card', () => {
    const plan = backupPlan()
    if (plan.backup.mode !== 'split') throw new Error('this plan splits')
    const sheet = cardSheet({ ...plan, backup: { ...plan.backup, cards: 'either' } }, 'production')
    const withWord = structuredClone(sheet)
    const block = withWord?.blocks[0]
    if (block?.kind === 'card') block.card.words.push('abandon')
    expect(v.safeParse(sheetSchema, withWord).success).toBe(false)
  })
})

/** Where each word of the PDF begins, in millimetres from the top left. */
function places(printed: Printed): readonly { readonly word: string; readonly x: number; readonly y: number }[] {
  const boxes = run('pdftotext', '-bbox', printed.pdf, '-')
  const mm = (points: string | undefined) => (Number(points) / 72) * 25.4
  return [...boxes.matchAll(/xMin="([\d.]+)" yMin="([\d.]+)" [^>]*>([^<]*)</g)].map(([, x, y, word = '']) => ({
    word,
    x: mm(x),
    y: mm(y),
  }))
}

function withChromium(): void {
  let page: PrintPage
  beforeAll(async () => {
    page = await openPrintPage()
  })
  afterAll(() => page.close())

  it.each([
    ['a4', '#/share-card', 297],
    ['letter', '#/share-card/letter', 279.4],
  ] as const)(
    'a card on %s: one page, all that must stand on it, and the words inside the folds',
    async (size, hash, height) => {
      const sheet = card()
      const printed = await page.print(hash, { ok: true, value: sheet })
      expect(printed.info).toMatch(/^Pages: +1$/m)
      expect(printed.info).toMatch(new RegExp(`^Page size: .*\\(${size}\\)$`, 'im'))
      expect(printed.info).toMatch(/^Tagged: +yes$/m)
      const text = flat(printed.text)
      for (const said of [
        'Share card 2 of 3',
        'Ines Moreau',
        'root-a',
        'any 2 of 3 cards of split 1',
        'NOT A WALLET',
        'Never type these words anywhere but at the ceremony station',
        'Bring it, closed, to Acme Update Foundation',
        'Tamper bag',
        'PRODUCTION',
        'page 1 of 1',
        'skydive almighty briefcase company',
        sheet.setWords.join(' '),
      ])
        expect(text).toContain(said)
      expect(text).not.toContain('REHEARSAL')
      for (const [index, word] of sheet.words.entries()) expect(text).toContain(`${index + 1} ${word}`)
      // The cover is the upper third. No word of the card but those of the set stands on it, and none on a fold.
      const all = places(printed)
      const secret = sheet.words.slice(3)
      const third = height / 3
      for (const word of secret) {
        const inside = all.filter((place) => place.word === word && place.y > third)
        expect(inside.length, word).toBeGreaterThan(0)
        for (const { y } of inside) expect(Math.abs(y + 3 - 2 * third), `${word} is on the fold`).toBeGreaterThan(5)
      }
      const rightmost = Math.max(...all.map(({ x }) => x))
      expect(rightmost).toBeLessThan(size === 'a4' ? 200 : 205)
    },
  )

  it('the longest words and names stay in their places', async () => {
    const sheet = card({
      words: Array.from({ length: 33 }, (_, at) => (at % 2 === 0 ? 'mushroom' : 'wrestled').slice(0, 8)),
      holderName: 'Maximiliane Wilhelmina von und zu Hohenstein-Waldeck-Pyrmont',
      organisation: 'Foundation for the Continued Distribution of Signed Updates of Very Many Things',
      key: 'repository-of-everything-root-a',
    })
    const printed = await page.print('#/share-card', { ok: true, value: sheet })
    expect(printed.info).toMatch(/^Pages: +1$/m)
    expect(flat(printed.text)).toContain('ask for a receipt')
    const cover = places(printed).find(({ word }) => word === 'receipt.')
    expect(cover?.y ?? 999).toBeLessThan(297 / 3 - 4)
  })

  it('a card of a rehearsal says so, in its head and across the page', async () => {
    const greyOf = async (mode: 'rehearsal' | 'production') => {
      const printed = await page.print('#/share-card', { ok: true, value: card({ mode }) })
      expect(flat(printed.text)).toContain(mode.toUpperCase())
      const picture = execFileSync('pdftoppm', ['-gray', '-r', '30', printed.pdf])
      return picture.subarray(-349 * 248).filter((shade) => shade > 215 && shade < 240).length
    }
    const [rehearsal, production] = [await greyOf('rehearsal'), await greyOf('production')]
    expect(rehearsal).toBeGreaterThan(production + 2000)
  })

  it.each(['#/share-card', '#/share-card/letter'])(
    'the code on %s is read from the page as it was printed, and stands inside',
    async (hash) => {
      const bare = card()
      const sheet = { ...bare, qr: digitsOfWords(bare.words) }
      const printed = await page.print(hash, { ok: true, value: sheet })
      expect(printed.info).toMatch(/^Pages: +1$/m)
      const pgm = execFileSync('pdftoppm', ['-gray', '-r', '150', printed.pdf], { maxBuffer: 64 * 1024 * 1024 })
      const picture = pictureOfPgm(pgm)
      expect(wordsOfDigits(readQr(picture) ?? '', 33)).toEqual(sheet.words)
      // Folded, the lower third lies against the middle one: the code is not on the cover.
      const rows = Math.floor(picture.height / 3)
      const cover = { ...picture, height: rows, data: picture.data.slice(0, picture.width * rows * 4) }
      expect(readQr(cover)).toBeUndefined()
      for (const [index, word] of sheet.words.entries()) expect(flat(printed.text)).toContain(`${index + 1} ${word}`)
    },
  )

  it('its title, which a queue or a file would show, names nobody', async () => {
    const printed = await page.print('#/share-card', { ok: true, value: card() })
    expect(printed.info).toMatch(/^Title: +Share card 2 of 3$/m)
  })

  it('without a card there is nothing to print, and the page says why', async () => {
    const words = { happened: 'No card is being printed.', safe: 'Nothing was printed.', next: 'Go back.' }
    const refused = { ok: false, error: { code: 'ceremony/not-now', disposition: 'refuse', words } } as const
    expect(await page.show('#/share-card', refused)).toEqual({ ready: 'no', text: 'No card is being printed.' })
    expect(await page.show('#/share-card/a3', refused)).toMatchObject({ ready: 'no' })
  })

  it('blank cards: a page each, with 33 numbered boxes, the same as a printed one', async () => {
    const plan = backupPlan()
    if (plan.backup.mode !== 'split') throw new Error('this plan splits')
    const sheet = cardSheet({ ...plan, backup: { ...plan.backup, cards: 'by-hand' } }, 'rehearsal')
    if (sheet === undefined) throw new Error('there are cards')
    const printed = await page.print('#/paper/card', { ok: true, value: sheet })
    expect(printed.pages.length).toBe(sheet.blocks.length)
    for (const text of printed.pages) {
      for (let at = 1; at <= 33; at += 1) expect(text).toMatch(new RegExp(`(?<!\\d)${at}(?!\\d)`))
      expect(text).toContain('NOT A WALLET')
      expect(text).toContain('page 1 of 1')
      expect(text).toContain('REHEARSAL')
    }
  })
}

const missing = [chromiumPath, '/usr/bin/pdftotext'].filter((path) => !existsSync(path))
if (missing.length === 0) describe('a share card as PDF', withChromium)
else {
  sayLoudly(`share cards as PDF: ${missing.join(', ')} is not installed`)
  it('a share card as PDF is not looked at here', () => expect(missing).not.toEqual([]))
}

import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rootKeyGeneration } from '../../ceremonies/root-key-generation.ts'
import { expand } from '../../core/ceremony/expand.ts'
import { planDigest } from '../../core/formats/plan.ts'
import type { Sheet, StepRow } from '../../core/formats/sheet.ts'
import { planSheet } from '../../core/paper/plan.ts'
import { scriptSheet } from '../../core/paper/script.ts'
import { examplePlan } from '../plan/example.ts'
import { sayLoudly } from './cupsd.ts'
import { beginDay } from './day.ts'
import { chromiumPath, openPrintPage, type Printed, type PrintPage, run } from './page.ts'
import { stepRows } from './text.ts'

const plan = examplePlan()
const script = expand(rootKeyGeneration, plan, planDigest(plan))
const ok = (value: Sheet) => ({ ok: true, value }) as const

/** What every printed sheet must be, whatever stands on it. */
function expectSheet(printed: Printed, sheet: Sheet): void {
  expect(printed.info).toMatch(/^Tagged: +yes$/m)
  expect(printed.info).toContain(`Title:           ${sheet.title}`)
  expect(printed.fonts.length).toBeGreaterThan(1)
  for (const font of printed.fonts) {
    expect(font).toMatch(/^[A-Z]{6}\+AtkinsonHyperlegible(?:Next|Mono)/)
    expect(font, 'embedded').toMatch(/ yes yes yes +\d+ +\d+$/)
  }
  const four = sheet.words.slice(0, 4).join(' ')
  const { pages } = printed
  expect(printed.info).toMatch(new RegExp(`^Pages: +${pages.length}$`, 'm'))
  for (const [at, page] of pages.entries()) {
    expect(page).toContain(`page ${at + 1} of ${pages.length}`)
    expect(page).toContain(`SHA-256 of ${sheet.digestOf}: ${four} …`)
    expect(page).toContain(`${sheet.mode.toUpperCase()} · ${sheet.title}`)
    for (const notice of sheet.notices) expect(page).toContain(notice)
  }
  const [first = ''] = pages
  for (const word of sheet.words) expect(first).toContain(word)
  expect(first).toContain(sheet.digest)
}

/** Words whose box reaches into or over the margin at the right: what printing would cut off. */
function cutOff(printed: Printed): readonly string[] {
  const boxes = run('pdftotext', '-bbox', printed.pdf, '-')
  const width = Number(/<page width="([\d.]+)"/.exec(boxes)?.[1])
  const margin = (14 / 25.4) * 72
  return [...boxes.matchAll(/xMax="([\d.]+)" yMax="[\d.]+">([^<]*)</g)].flatMap(([, xMax, word = '']) =>
    Number(xMax) > width - margin + 1 ? [word] : [],
  )
}

/** Words with their fonts, as `pdftotext` reads them, without the blanks of the layout. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ')

function withChromium(): void {
  let page: PrintPage
  beforeAll(async () => {
    page = await openPrintPage()
  })
  afterAll(() => page.close())

  it('says why there is nothing to print, and never that it is ready', async () => {
    const words = { happened: 'No ceremony is open.', safe: 'Nothing was printed.', next: 'Open one.' }
    const refused = { ok: false, error: { code: 'ceremony/not-now', disposition: 'refuse', words } } as const
    const shown = await page.show('#/paper/plan', refused)
    expect(shown.ready).toBe('no')
    for (const text of [...Object.values(words), 'ceremony/not-now']) expect(shown.text).toContain(text)
    for (const hash of ['#/paper/other', '#/paper/plan/a3', '#/paper/']) {
      expect(await page.show(hash, refused)).toMatchObject({
        ready: 'no',
        text: expect.stringContaining('There is no such sheet'),
      })
    }
  })

  it('the script of a rehearsal: A4, tagged, fonts inside, page n of m, words and REHEARSAL on every page', async () => {
    const sheet = scriptSheet(script, plan, 'rehearsal')
    const printed = await page.print('#/paper/script', ok(sheet))
    expectSheet(printed, sheet)
    expect(printed.info).toMatch(/^Page size: .*\(A4\)$/m)
    expect(printed.footer).toBe(`SHA-256 of this script: ${sheet.words.slice(0, 4).join(' ')} …`)
    const steps = printed.pages.join('\n')
    for (const step of script.steps) expect(steps).toMatch(new RegExp(`^ *${step.number} +\\S`, 'm'))
    expect(flat(printed.text)).toContain('CANNOT BE UNDONE')
    for (const act of script.acts.keys()) expect(flat(printed.text)).toContain(`END of act ${act + 1}, `)
    expect(cutOff(printed)).toEqual([])
    const tags = run('pdfinfo', '-struct-text', printed.pdf)
    for (const tag of ['H1', 'H2', 'Table', 'TH', 'TD', 'L', 'LI'])
      expect(tags).toMatch(new RegExp(`^ *${tag}(?:[: ]|$)`, 'm'))
    expect(tags).toContain('"CANNOT BE UNDONE"')
    // The watermark is decoration: a screen reader hears the word once, in the title.
    expect(tags.match(/"REHEARSAL"/g)).toHaveLength(1)
  })

  it('the plan in production, on Letter: the mode on every page, and nowhere the other', async () => {
    const sheet = planSheet(plan, planDigest(plan), 'production')
    const printed = await page.print('#/paper/plan/letter', ok(sheet))
    expectSheet(printed, sheet)
    expect(printed.info).toMatch(/^Page size: .*\(letter\)$/m)
    expect(printed.text).not.toContain('REHEARSAL')
    expect(flat(printed.text)).toContain('Bruno Keller (bruno) YES NO ! YES YES NO YES ! NO NO')
    expect(printed.text).toContain('MCowBQYDK2VwAyEA0u0BLIPQnsCjeCzN1zME7X07Zf16hCs2t19Gw/+myAg=')
    expect(cutOff(printed)).toEqual([])
  })

  it('nothing that a person typed can leave its place: long words, other directions, characters that are not seen', async () => {
    const long = 'W'.repeat(400)
    const day = beginDay()
    day.record({
      type: 'deviation',
      step: 'open/room',
      by: 'emi',
      auth: 'claimed',
      text: `${long} \u202eAC0041\n"\\ ${'mot '.repeat(300)}end`,
    })
    day.record({ type: 'refused', step: 'open/room', by: 'emi', code: 'vendor/odd', detail: { [long]: long } })
    const sheet = { ...day.sheet(), title: `Transcript "of" \\ ${'x'.repeat(300)}` }
    const printed = await page.print('#/paper/transcript', ok(sheet))
    expect(cutOff(printed)).toEqual([])
    expect(flat(printed.text)).toContain('[U+202E]AC0041[U+000A]"\\ mot')
    expect(printed.text.match(/W/g)?.length).toBeGreaterThanOrEqual(400 * 4)
    expect(flat(printed.text)).toContain('mot end')
    for (const each of printed.pages) expect(each).toContain(sheet.words.slice(0, 4).join(' '))
  })

  it('a step is never split over two pages, and every page of an act has its title and the head of the columns', async () => {
    const mark = (row: number, line: number) => `r${row}l${line}.`
    const rows = Array.from({ length: 60 }, (_, row): StepRow => {
      const lines = Array.from({ length: 1 + ((row * 7) % 9) }, (_, line) => ({ label: 'DO', text: mark(row, line) }))
      return {
        number: String(row + 1),
        title: 'Title',
        who: 'Who',
        lines,
        writing: [],
        facts: [],
        initial: 'AB',
        time: '09:00:00',
      }
    })
    const base = scriptSheet(script, plan, 'rehearsal')
    const sheet: Sheet = { ...base, blocks: [{ kind: 'steps', title: 'Act 1 of 1: Long', end: 'END of act 1', rows }] }
    const printed = await page.print('#/paper/script', ok(sheet))
    expect(printed.pages.length).toBeGreaterThan(4)
    for (const [row, { lines }] of rows.entries()) {
      const on = printed.pages.flatMap((text, at) =>
        lines.some((_, line) => text.includes(mark(row, line))) ? [at] : [],
      )
      expect(on, `step ${row + 1}`).toHaveLength(1)
      const text = printed.pages[on[0] ?? 0] ?? ''
      for (const line of lines.keys()) expect(text).toContain(mark(row, line))
    }
    for (const text of printed.pages) {
      expect(text).toContain('Act 1 of 1: Long')
      expect(flat(text)).toContain('Step Activity Initial Time')
    }
    expect(stepRows(sheet)).toHaveLength(60)
  })

  it('the head of a table never stands alone at the foot of a page', async () => {
    const base = planSheet(plan, planDigest(plan), 'production')
    // Each section begins a page and ends in a table, one line further down each time.
    const lines = Array.from({ length: 24 }, (_, at) => at + 20)
    const blocks = lines.flatMap((count): Sheet['blocks'] => [
      { kind: 'page-break' },
      ...Array.from({ length: count }, () => ({ kind: 'paragraph', text: 'filler' }) as const),
      {
        kind: 'table',
        caption: `caption${count}.`,
        columns: [
          { title: 'First', width: 50 },
          { title: 'Second', width: 50 },
        ],
        rows: [
          [`row${count}.`, 'cell'],
          ['another', 'cell'],
        ],
      },
    ])
    const { pages } = await page.print('#/paper/plan', ok({ ...base, blocks }))
    const pageOf = (text: string) => pages.findIndex((each) => each.includes(text))
    for (const count of lines) expect(pageOf(`row${count}.`), `${count} lines`).toBe(pageOf(`caption${count}.`))
  })
}

const missing = [chromiumPath, '/usr/bin/pdftotext', '/usr/bin/pdffonts'].filter((path) => !existsSync(path))
if (missing.length === 0) describe('a sheet as PDF', withChromium)
else {
  sayLoudly(`sheets as PDF: ${missing.join(', ')} is not installed`)
  it('a sheet as PDF is not looked at here', () => expect(missing).not.toEqual([]))
}

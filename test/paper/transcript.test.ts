import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { sheetSchema } from '../../core/formats/sheet.ts'
import { scriptSheet } from '../../core/paper/script.ts'
import { wordsOfDigest } from '../../core/transcript/words.ts'
import { expandSmall, smallPlan } from '../ceremony/small.ts'
import { beginDay } from './day.ts'
import { expectGolden } from './golden.ts'
import { lineOf, printSheet, rowOf, stepRows, tableUnder, textsIn } from './text.ts'

const tear = 'The bag has a tear of 3 mm.'
const roomNotSo = { type: 'answered', step: 'open/room', by: 'emi', auth: 'claimed', fits: false, values: {} } as const
const deviation = (step: string, text: string, by = 'emi') =>
  ({ type: 'deviation', step, by, auth: 'claimed', text }) as const

describe('the transcript on paper', () => {
  it('what was passed over a deviation is never shown as said or done', () => {
    const day = beginDay()
    day.record(deviation('open/room', tear), roomNotSo)
    const row = rowOf(day.sheet(), 1)
    expect(lineOf(row, 'DONE')).toBeUndefined()
    expect(lineOf(row, 'PASSED OVER')).toBe(
      'Emi Tanaka answered that it is not as it should be; passed over the deviation of entry 1.',
    )
    expect(textsIn(row).join(' ')).not.toContain('Nothing is here.')
    expect(lineOf(row, 'NOT SO')).toContain('Emi Tanaka')
  })

  it('every deviation stands at its step and in the list, word for word, with who, when and how they were known', () => {
    const day = beginDay()
    day.record(deviation('open/room', tear))
    day.goTo('work/stick')
    day.record(deviation('work/stick', 'Nobody took it at first.', 'amina'))
    const sheet = day.sheet()
    const steps = day.state().script.steps
    const stick = steps.find(({ id }) => id === 'work/stick')?.number ?? 0
    expect(lineOf(rowOf(sheet, 1), 'DEVIATION')).toBe(
      `“${tear}” recorded by Emi Tanaka, by name alone (09:00:01, entry 1)`,
    )
    expect(lineOf(rowOf(sheet, stick), 'DEVIATION')).toContain('Nobody took it at first.')
    expect(tableUnder(sheet, 'Deviations: 2')).toEqual([
      ['1', '1', '09:00:01', 'Emi Tanaka', tear],
      [String(day.state().length - 1), String(stick), expect.any(String), 'Amina Diallo', 'Nobody took it at first.'],
    ])
  })

  it('every refusal and failure stands at its step and in the list, in the words of its code', () => {
    const day = beginDay()
    day.goTo('work/generate/root-a')
    const step = 'work/generate/root-a'
    day.record(
      { type: 'refused', step, by: 'bruno', code: 'ceremony/wrong-code', detail: { who: 'bruno', wrongInARow: 1 } },
      { type: 'refused', step, by: 'bruno', code: 'vendor/odd', detail: { answer: 42 } },
      { type: 'refused', step, by: 'bruno', code: 'ceremony/four-eyes', detail: {} },
      { type: 'confirmed', step, by: 'bruno', auth: 'code' },
      { type: 'confirmed', step, by: 'emi', auth: 'code' },
    )
    const intent = day.state().length
    day.record(
      { type: 'intent', step, by: 'bruno', action: 'key/generate', detail: {} },
      {
        type: 'failed',
        step,
        intent,
        code: 'station/disk',
        detail: { call: 'write', errno: 'ENOSPC', path: '/x' },
        unknown: true,
      },
    )
    const sheet = day.sheet()
    const number = day.state().script.steps.find(({ id }) => id === step)?.number ?? 0
    const said = tableUnder(sheet, 'Refusals and failures: 4').map((row) => row.at(-1))
    expect(said).toEqual([
      'That is not the private code of Bruno Keller (1 wrong in a row). [ceremony/wrong-code]',
      'vendor/odd: answer: 42.',
      'ceremony/four-eyes: no more is recorded.',
      'The disk did not take the data (ENOSPC in write on /x). [station/disk]',
    ])
    const row = textsIn(rowOf(sheet, number)).join('\n')
    for (const text of said) expect(row).toContain(text)
    expect(row).toContain('Nobody knew how far it came.')
    expect(lineOf(rowOf(sheet, number), 'OPEN')).toBe('Begun, and without an outcome.')
  })

  it('breaks, restarts, what was looked into, a changed clock and the stop are all there', () => {
    const day = beginDay()
    day.goTo('open/approve')
    const step = 'open/approve'
    day.record({ type: 'break', step, by: 'amina', reason: 'Lunch', custody: 'All in the safe.' })
    day.record({ type: 'resumed', step, by: 'emi', headFromPaper: day.state().paperHead ?? '' })
    day.goTo('work/verify')
    const intent = day.state().length
    day.record(
      { type: 'intent', step: 'work/verify', by: 'bruno', action: 'verify/all', detail: {} },
      { type: 'restarted', program: {}, torn: { offset: 12 } },
    )
    day.record({ type: 'resumed', step: 'work/verify', by: 'emi', headFromPaper: day.state().paperHead ?? '' })
    day.record(
      { type: 'clock', by: 'emi', reason: 'Battery', before: '2020-01-01T00:00:00.000Z' },
      {
        type: 'reconciled',
        step: 'work/verify',
        intent,
        by: 'bruno',
        found: { note: 'nothing was done' },
        decision: 'again',
        facts: {},
      },
      { type: 'stopped', step: 'work/verify', by: 'amina', reason: 'Fire alarm', disposition: 'void' },
    )
    const sheet = day.sheet()
    const said = tableUnder(sheet, 'Breaks, stops and restarts: 7').map((row) => row.at(-1) ?? '')
    for (const [at, text] of [
      'Lunch. Custody: All in the safe.',
      'Resumed',
      'not whole',
      'Resumed',
      'Battery',
      'nothing was done',
      'Fire alarm. The ceremony is void.',
    ].entries()) {
      expect(said[at]).toContain(text)
    }
    expect(sheet.blocks[1]).toMatchObject({ strong: true, text: expect.stringContaining('not closed (stopped, void;') })
    const last = day.state().script.steps.at(-1)?.number ?? 0
    expect(lineOf(rowOf(sheet, last), 'OPEN')).toBe('Not reached, or not passed.')
    expect(rowOf(sheet, last)).toMatchObject({ initial: '', time: '' })
  })

  it('a step that the ceremony went back over counts as open until it is passed again', () => {
    const day = beginDay()
    day.goTo('open/approve')
    day.record({
      type: 'answered',
      step: 'open/approve',
      by: 'amina',
      auth: 'claimed',
      fits: false,
      values: { option: 'no' },
    })
    expect(lineOf(rowOf(day.sheet(), 1), 'AGAIN')).toContain('went back before this step')
    expect(rowOf(day.sheet(), 1)).toMatchObject({ initial: '', time: '' })
    day.goTo('open/approve')
    expect(lineOf(rowOf(day.sheet(), 1), 'AGAIN')).toBeUndefined()
    expect(lineOf(rowOf(day.sheet(), 1), 'DONE')).toBe('Emi Tanaka: “Nothing is here.”')
  })

  it('what is recorded after the last step has its place too', () => {
    const day = beginDay()
    day.goTo('end')
    day.record(deviation('end', tear), { type: 'closed' })
    const sheet = day.sheet()
    expect(sheet.blocks).toContainEqual({ kind: 'list', tick: false, items: [expect.stringContaining(tear)] })
    expect(tableUnder(sheet, 'Deviations: 1')[0]?.[1]).toBe('end')
  })

  it('has the steps of the script under the same numbers, with initials from the roll call and the time', () => {
    const day = beginDay()
    day.goTo('end')
    day.record({ type: 'closed' })
    const sheet = v.parse(sheetSchema, day.sheet())
    const before = scriptSheet(expandSmall(), smallPlan(), 'rehearsal')
    const heads = (each: typeof sheet) => stepRows(each).map(({ number, title, who }) => [number, title, who])
    expect(heads(sheet)).toEqual(heads(before))
    const generate = day.state().script.steps.find(({ id }) => id === 'work/generate/root-a')?.number ?? 0
    expect(rowOf(sheet, 1)).toMatchObject({ initial: 'EM', time: '09:00:01' })
    expect(rowOf(sheet, generate)).toMatchObject({ initial: 'BR EM' })
    expect(rowOf(sheet, 2).writing).toEqual([{ kind: 'line', label: 'Initials', text: 'AM' }])
    const approve = day.state().script.steps.find(({ id }) => id === 'open/approve')?.number ?? 0
    expect(rowOf(sheet, approve).writing).toMatchObject([
      { options: [{ text: 'Yes', chosen: true }, { chosen: false }] },
    ])
    const head = rowOf(sheet, approve + 1)
    expect(head.writing).toMatchObject([
      { kind: 'words', words: wordsOfDigest(head.facts[0]?.replace('SHA-256 ', '') ?? '') },
    ])
    expect(tableUnder(sheet, 'Deviations')).toEqual([])
    expect(textsIn(sheet)).toContain('None was recorded.')
  })

  it('its digest is the head: the words that every participant writes down', () => {
    const day = beginDay()
    const sheet = day.sheet()
    expect(sheet.digest).toBe(day.state().head)
    expect(sheet.words).toEqual(wordsOfDigest(day.state().head))
  })

  it('is laid out as the golden file has it', async () => {
    const day = beginDay()
    day.record(deviation('open/room', tear), roomNotSo)
    day.goTo('end')
    day.record({ type: 'closed' })
    await expectGolden('transcript.txt', printSheet(day.sheet()))
  })

  it('whatever people type, the sheet holds nothing that paper does not show (PAPER-TEXT)', () => {
    const hostile = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(hostile, hostile, (text, custody) => {
        const day = beginDay()
        day.record(deviation('open/room', `\u202e${text}\n`), {
          type: 'break',
          step: 'open/room',
          by: 'emi',
          reason: text,
          custody,
        })
        expect(v.safeParse(sheetSchema, day.sheet()).issues).toBeUndefined()
      }),
      { numRuns: 20 },
    )
  })
})

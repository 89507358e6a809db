import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { rootKeyGeneration } from '../../ceremonies/root-key-generation.ts'
import { expand, targetOf } from '../../core/ceremony/expand.ts'
import { printScript } from '../../core/ceremony/paper.ts'
import { type Plan, planDigest } from '../../core/formats/plan.ts'
import { type Sheet, sheetSchema } from '../../core/formats/sheet.ts'
import { planSheet } from '../../core/paper/plan.ts'
import { scriptSheet } from '../../core/paper/script.ts'
import { isVisible, visible } from '../../core/paper/visible.ts'
import { wordsOfDigest } from '../../core/transcript/words.ts'
import { expandSmall, smallPlan } from '../ceremony/small.ts'
import { examplePlan } from '../plan/example.ts'
import { expectGolden } from './golden.ts'
import { lineOf, printSheet, rowOf, stepRows, textsIn } from './text.ts'

const fixedDigest = 'c0ffee'.padEnd(64, '0')
const plan = examplePlan()
const script = expand(rootKeyGeneration, plan, planDigest(plan))
const sheet = scriptSheet(script, plan, 'rehearsal')
const whole = (made: Sheet): Sheet => v.parse(sheetSchema, made)

describe('PAPER-TEXT', () => {
  it.each([
    ['a line break', 'one\ntwo', 'one[U+000A]two'],
    ['an escape sequence', '\u001b[2J', '[U+001B][2J'],
    ['a right-to-left override', 'AC\u202e0041', 'AC[U+202E]0041'],
    ['a zero-width space', 'root\u200b-a', 'root[U+200B]-a'],
    ['a soft hyphen', 'ro\u00adot', 'ro[U+00AD]ot'],
    ['a no-break space', 'a\u00a0b', 'a[U+00A0]b'],
    ['a line separator', 'a\u2028b', 'a[U+2028]b'],
    ['a tag character', 'a\u{e0041}', 'a[U+E0041]'],
    ['half a surrogate pair', 'a\ud800', 'a[U+D800]'],
    ['marks piled up over a letter', 'e\u0301\u0302\u0303\u0304\u0305', 'e\u0301\u0302\u0303[U+0304][U+0305]'],
  ])('%s is written out, and a sheet that still holds it is refused', (_, text, shown) => {
    expect(visible(text)).toBe(shown)
    expect(v.safeParse(sheetSchema, { ...sheet, title: text }).success).toBe(false)
    expect(v.safeParse(sheetSchema, { ...sheet, title: shown }).success).toBe(true)
  })

  it('leaves names of every script as they are', () => {
    for (const name of ['Zoë Łukasz', 'Ngô Thị Ánh', '田中 恵美', 'محمد', 'Ο Σωκράτης', 'O’Neill–Söze'])
      expect(visible(name)).toBe(name)
  })

  it('whatever stands in a plan, its sheets hold nothing that paper does not show', () => {
    const hostile = fc.string({ unit: 'binary', maxLength: 60 })
    fc.assert(
      fc.property(hostile, hostile, (name, reason) => {
        const bad: Plan = {
          ...plan,
          purpose: reason,
          materials: [name, reason],
          people: plan.people.map((person) => ({ ...person, name: `${person.name}${name}` })),
          exceptions: plan.exceptions.map((exception) => ({ ...exception, reason })),
        }
        const made = [planSheet(bad, fixedDigest, 'production'), scriptSheet(script, bad, 'production')]
        for (const each of made) expect(textsIn(whole(each)).filter((text) => !isVisible(text))).toEqual([])
      }),
      { numRuns: 20 },
    )
  })
})

describe('the plan on paper', () => {
  const made = whole(planSheet(plan, fixedDigest, 'production'))

  it('is laid out as the golden file has it', async () => {
    await expectGolden('plan.txt', printSheet(made))
  })

  it('shows everything that is approved', () => {
    const all = textsIn(made).join('\n')
    const { format: _, ceremony, sites, tokens, ...rest } = plan
    const serials = tokens.map(({ serial }) => serial.match(/.{4}/g)?.join(' ') ?? '')
    const values = [
      ceremony,
      ...serials,
      ...sites.map(({ name }) => name),
      ...tokens.flatMap(({ label, bag = '' }) => [label, bag]),
    ]
    const others = textsIn({
      ...rest,
      keys: plan.keys.map(({ id, algorithm }) => ({ id, algorithm })),
      people: plan.people.map(({ name, id }) => [name, id]),
    })
    expect([...values, ...others].filter((value) => !all.includes(value))).toEqual([])
    for (const line of plan.keys.flatMap((key) => ('publicKey' in key ? key.publicKey.trimEnd().split('\n') : []))) {
      expect(all).toContain(line)
    }
  })

  it('says exceptions before the keys that they weaken, and on every page', () => {
    const at = (title: string) =>
      made.blocks.findIndex((block) => textsIn(block).some((text) => text.startsWith(title)))
    expect(at('Exceptions: 1 rule is set aside')).toBeGreaterThan(-1)
    expect(at('Exceptions')).toBeLessThan(at('Keys'))
    expect(made.notices).toEqual(['TUF-ROLE-KEYS-DISJOINT set aside for online-a'])
    const [exception] = plan.exceptions
    if (exception === undefined) throw new Error('the example has an exception')
    const many = { ...plan, exceptions: Array.from({ length: 5 }, () => exception) }
    expect(planSheet(many, fixedDigest, 'production').notices.at(-1)).toBe('and 2 more: see the plan')
  })

  it('marks every answer of the survival table that hurts, on both sides', () => {
    const persons = made.blocks.find((block) => block.kind === 'table' && block.caption.startsWith('Person'))
    if (persons?.kind !== 'table') throw new Error('there is no survival table of people')
    expect(persons.columns.map(({ group }) => group)).toEqual([
      undefined,
      ...Array.from({ length: 4 }, () => 'If absent, can we still sign?'),
      ...Array.from({ length: 4 }, () => 'If turned or coerced, can someone forge?'),
    ])
    expect(persons.rows).toContainEqual([
      'Bruno Keller (bruno)',
      'YES',
      'NO !',
      'YES',
      'YES',
      'NO',
      'YES !',
      'NO',
      'NO',
    ])
  })

  it('names many repositories that are alike once each, with one description', () => {
    const [first] = plan.repositories
    if (first === undefined) throw new Error('the example has a repository')
    const many = { ...plan, repositories: Array.from({ length: 300 }, (_, at) => ({ ...first, name: `acme/r${at}` })) }
    const big = planSheet(many, fixedDigest, 'production')
    const all = textsIn(big)
    for (const { name } of many.repositories) expect(all.filter((text) => text === name)).toHaveLength(1)
    expect(big.blocks.filter((block) => block.kind === 'table' && block.caption === 'Who signs')).toHaveLength(2)
    expect(all).toContain('300 repositories, acme/r0 to acme/r299')
  })
})

describe('the script on paper', () => {
  it('is laid out as the golden file has it', async () => {
    const small = scriptSheet(expandSmall(), smallPlan(), 'rehearsal')
    await expectGolden('script.txt', printSheet(whole(small)))
  })

  it('has every step of the expansion, in its order, under its number, with all that is said of it', () => {
    const rows = stepRows(whole(sheet))
    expect(rows.map(({ number, title }) => [number, title])).toEqual(
      script.steps.map(({ number, title }) => [String(number), title]),
    )
    for (const step of script.steps) {
      const row = rowOf(sheet, step.number)
      expect(lineOf(row, 'DO')).toBe(step.do)
      expect(lineOf(row, 'SEE')).toBe(step.see)
      expect(lineOf(row, 'IF')).toBe(step.otherwise?.if)
      expect(lineOf(row, 'THEN')).toBe(step.otherwise?.then)
      expect(lineOf(row, 'OR') !== undefined).toBe(step.otherwise?.mayContinue === true)
      if (step.kind === 'attest') expect(lineOf(row, 'SAY')).toBe(`“${step.statement}”`)
      if (step.kind === 'transfer') expect(lineOf(row, 'HAND OVER')).toBe(`${step.what}: to ${step.to}`)
      expect([row.initial, row.time]).toEqual(['', ''])
    }
  })

  it('GO TO names the number of the step it leads to, never an id', () => {
    const going = script.steps.filter((step) => step.otherwise?.goTo !== undefined)
    expect(going.length).toBeGreaterThan(3)
    for (const step of going) {
      const target = targetOf(step.otherwise?.goTo ?? '', script.steps, step)
      expect(lineOf(rowOf(sheet, step.number), 'GO TO')).toBe(`step ${target?.number}, ${target?.title}`)
    }
  })

  it('every act that cannot be undone says so, with what is gone and whose two codes it takes; no other does', () => {
    const names = (ids: readonly string[]) => plan.people.filter(({ id }) => ids.includes(id)).map(({ name }) => name)
    for (const step of script.steps) {
      const line = lineOf(rowOf(sheet, step.number), 'CANNOT BE UNDONE')
      const irreversible = step.kind === 'perform' ? step.irreversible : undefined
      expect(line !== undefined).toBe(irreversible !== undefined)
      if (irreversible === undefined) continue
      expect(line).toContain(irreversible.gone)
      for (const name of names([...step.by, ...irreversible.confirmedBy])) expect(line).toContain(name)
    }
  })

  it('every act has its title, and an END', () => {
    const acts = sheet.blocks.filter((block) => block.kind === 'steps')
    expect(acts.map(({ title, end }) => [title, end])).toEqual(
      script.acts.map(({ title }, at) => [
        `Act ${at + 1} of ${script.acts.length}: ${title}`,
        `END of act ${at + 1}, ${title}`,
      ]),
    )
  })

  it('has room for what is written by hand: heads in 32 words, serials, bag numbers, a choice', () => {
    const writing = (kind: string, fits: (step: (typeof script.steps)[number]) => boolean) => {
      const found = script.steps.filter(fits)
      expect(found.length, kind).toBeGreaterThan(0)
      return found.map((step) => rowOf(sheet, step.number).writing)
    }
    const blank = Array.from({ length: 32 }, () => '')
    for (const [head] of writing('heads', (step) => step.kind === 'compare' && step.value === 'head')) {
      expect(head).toMatchObject({ kind: 'words', words: blank })
    }
    for (const [serial] of writing('serials', (step) => step.kind === 'perform' && step.action === 'token/identify')) {
      expect(serial).toMatchObject({ kind: 'line', text: '' })
    }
    const fields = script.steps.filter((step) => step.kind === 'enter').flatMap((step) => step.fields)
    const lines = writing('fields', (step) => step.kind === 'enter').flat()
    expect(lines).toEqual(fields.map(({ label }) => ({ kind: 'line', label, text: '' })))
    expect(writing('choices', (step) => step.kind === 'choose').flat()).toMatchObject([
      { options: [{ chosen: false }, { chosen: false }] },
    ])
    const [[planWords] = []] = writing('the plan', (step) => step.kind === 'compare' && step.value === 'plan-digest')
    expect(planWords).toMatchObject({ tick: true, words: wordsOfDigest(script.planDigest) })
  })

  it('begins with the participants and ends with exception sheets; materials have boxes to tick', () => {
    const [, participants] = sheet.blocks
    if (participants?.kind !== 'table') throw new Error('the second block is the list of participants')
    expect(participants.columns.map(({ title }) => title)).toEqual([
      'Title',
      'Printed name',
      'Signature',
      'Date',
      'Time',
      'Zone',
    ])
    expect(participants.rows.map(([title, name]) => [title, name])).toContainEqual([
      'External witness',
      'Farid Haddad, Haddad Audit',
    ])
    expect(sheet.blocks).toContainEqual({ kind: 'list', tick: true, items: plan.materials })
    expect(sheet.blocks.at(-1)).toMatchObject({ kind: 'blanks', label: 'Initials of all participants' })
  })

  it('the plain text that goes into the bag says the same lines', () => {
    const plain = printScript(script, plan)
      .map((line) => line.split('|')[1]?.trim() ?? '')
      .join(' ')
      .replaceAll(/[ -]+/g, ' ')
    for (const { lines } of stepRows(sheet)) {
      for (const { label, text } of lines) expect(plain).toContain(`${label} ${text}`.replaceAll(/[ -]+/g, ' '))
    }
  })
})

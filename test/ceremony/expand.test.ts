// expand(script, plan): what is refused, how a script is laid out for a day, and that its digest stays what it is.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { rootKeyGeneration } from '../../ceremonies/root-key-generation.ts'
import { expand, targetOf } from '../../core/ceremony/expand.ts'
import { encodeExpanded, expansionDigest, parseExpanded } from '../../core/ceremony/expanded.ts'
import { defineCeremony, type Script, type Step } from '../../core/ceremony/script.ts'
import { type Plan, planDigest, type Role } from '../../core/formats/plan.ts'
import { thrown } from '../attest/thrown.ts'
import { codeOf, examplePlan } from '../plan/example.ts'
import { expandSmall, smallPlan, smallScript } from './small.ts'

/** The small script with one more step at the end of its first act. */
const withStep = (step: Step<Role>): Script => {
  const [first, ...more] = smallScript.acts
  if (first === undefined) throw new Error('the small script has acts')
  return { ...smallScript, acts: [{ ...first, steps: [...first.steps, step] }, ...more] }
}

const attest = {
  kind: 'attest',
  id: 'extra',
  title: 'Extra',
  by: 'administrator',
  do: 'Look.',
  statement: 'Seen.',
} as const satisfies Step<Role>

const asked = { id: 'extra', title: 'Extra', by: 'administrator', do: 'Type.' } as const
const initials = { id: 'initials', label: 'Initials', form: 'initials' } as const

const refused = (step: Step<Role>, plan: Plan = smallPlan()) =>
  thrown(() => expandSmall(plan, withStep(step))) as { code: string; detail: { step: string; problem: string } }

const ids = (script: Script, plan: Plan, act: string) =>
  expand(script, plan, planDigest(plan))
    .steps.filter((step) => step.act === act)
    .map((step) => step.id)

describe('expand refuses, as ceremony/script with the step that is wrong,', () => {
  test.each([
    ['a text that names what the item does not have', { ...attest, do: 'Look at {item.serial}.' }, '{item.serial}'],
    ['a text that names what no plan has', { ...attest, do: 'Look at {plan.password}.' }, '{plan.password}'],
    ['a text that names what every object has', { ...attest, do: 'Look at {plan.constructor}.' }, '{plan.constructor}'],
    ['a placeholder in a title', { ...attest, title: '{item.name}' }, '{item.name}'],
    ['a placeholder in a statement', { ...attest, statement: '{item.name}' }, '{item.name}'],
    [
      'a placeholder in what to do otherwise',
      { ...attest, otherwise: { if: '{item.name}', then: 'wait' } },
      '{item.name}',
    ],
    ['a holder where no item stands', { ...attest, by: 'item.holder' }, 'item.holder'],
    [
      'a GO TO that leads nowhere',
      { ...attest, otherwise: { if: 'x', then: 'y', goTo: 'open/nowhere' } },
      'leads nowhere',
    ],
    [
      'a GO TO that leads forward',
      { ...attest, otherwise: { if: 'x', then: 'y', goTo: 'work/stick' } },
      'leads nowhere',
    ],
    [
      'a GO TO that only begins like a step',
      { ...attest, otherwise: { if: 'x', then: 'y', goTo: 'open/roll' } },
      'leads nowhere',
    ],
    [
      'a field that repeats one of no earlier step',
      { kind: 'enter', ...asked, fields: [{ ...initials, sameAs: 'work/generate' }] },
      'no field initials',
    ],
    ['a role that nobody in the plan holds', { ...attest, by: 'cameraOperator' }, 'nobody'],
  ] as const)('%s', (_name, step, problem) => {
    const { code, detail } = refused(step)
    expect(code).toBe('ceremony/script')
    expect(detail.step).toBe('open/extra')
    expect(detail.problem).toContain(problem)
  })

  test('a statement about a person that only this person could make', () => {
    const about: Step<Role> = { ...attest, by: 'internalWitness', forEach: 'people', do: 'Look at {item.name}.' }
    expect(refused(about).detail).toEqual({ step: 'open/extra/emi', problem: expect.stringContaining('emi') })
    expect(refused({ ...about, deputy: 'item.person' }).code).toBe('ceremony/script')
    const { steps } = expandSmall(smallPlan(), withStep({ ...about, deputy: 'administrator' }))
    const by = steps.filter(({ id }) => id.startsWith('open/extra/')).map((step) => [step.bound.person, step.by])
    expect(Object.fromEntries(by)).toEqual({ amina: ['emi'], bruno: ['emi'], chiara: ['emi'], emi: ['amina'] })
  })

  test('an id that stands twice', () => {
    expect(refused({ ...attest, id: 'room' }).code).toBe('ceremony/script')
  })

  test('a placeholder of another kind of item than the one it repeats over', () => {
    expect(refused({ ...attest, forEach: 'people', do: 'Take {item.serial}.' }).code).toBe('ceremony/script')
  })
})

describe('expand lays out', () => {
  test('neighbours that repeat over the same list together, item by item', () => {
    const tokens = ids(rootKeyGeneration, examplePlan(), 'tokens')
    expect(tokens.slice(0, 5)).toEqual([
      'tokens/identify/root-a',
      'tokens/initialise/root-a',
      'tokens/identify/root-b',
      'tokens/initialise/root-b',
      'tokens/identify/root-c',
    ])
    const keys = ids(rootKeyGeneration, examplePlan(), 'keys')
    expect(keys.slice(0, 4)).toEqual([
      'keys/generate/root-a',
      'keys/prove/root-a',
      'keys/digest/root-a',
      'keys/generate/root-b',
    ])
    // Another list begins another run.
    expect(keys.slice(-3)).toEqual(['keys/adopt/online-a', 'keys/brought-digest/online-a', 'keys/head'])
  })

  test('one signature step for each root key of a repository', () => {
    const signing = ids(rootKeyGeneration, examplePlan(), 'root').filter((id) => id.startsWith('root/sign/'))
    expect(signing).toEqual(['root-a', 'root-b', 'root-c'].map((key) => `root/sign/acme.update.${key}`))
  })

  test('by when: what the plan does not call for has no step', () => {
    const plan = examplePlan()
    const first = ids(rootKeyGeneration, plan, 'retrieve')
    expect(first).toContain('retrieve/first')
    expect(first).not.toContain('retrieve/previous')
    const later: Plan = { ...plan, previous: { ceremony: 'the-one-before', head: 'ab'.repeat(32) } }
    expect(ids(rootKeyGeneration, later, 'retrieve')).toContain('retrieve/previous')
    expect(ids(rootKeyGeneration, later, 'retrieve')).not.toContain('retrieve/first')
  })

  test('by when: a token that is kept is not initialised, and one without a bag has no bag to compare', () => {
    const plan = examplePlan()
    const [kept, ...rest] = plan.tokens
    if (kept === undefined) throw new Error('the example has tokens')
    const { bag: _bag, ...loose } = kept
    const other: Plan = { ...plan, tokens: [{ ...loose, initialise: false }, ...rest] }
    expect(ids(rootKeyGeneration, other, 'tokens').slice(0, 3)).toEqual([
      'tokens/identify/root-a',
      'tokens/blank/root-a',
      'tokens/identify/root-b',
    ])
    expect(ids(rootKeyGeneration, other, 'retrieve')).not.toContain('retrieve/bag/root-a')
    expect(ids(rootKeyGeneration, other, 'retrieve')).toContain('retrieve/bag/root-b')
  })

  test('a step for the head on paper at the end of each act but the last', () => {
    const { steps, acts } = expand(rootKeyGeneration, examplePlan(), planDigest(examplePlan()))
    const ends = acts.map(({ id }) => steps.findLast((step) => step.act === id)?.id)
    expect(ends).toEqual([...acts.slice(0, -1).map(({ id }) => `${id}/head`), 'close/stick'])
    for (const step of steps.filter(({ id }) => /^[a-z]+\/head$/.test(id))) {
      expect(step).toMatchObject({ kind: 'compare', value: 'head' })
    }
  })

  test('people for roles, the holder for a token, and texts filled in', () => {
    const { steps } = expandSmall()
    expect(steps.find((step) => step.id === 'work/generate/root-a')).toMatchObject({
      by: ['bruno'],
      title: 'Make root-a',
      irreversible: { confirmedBy: ['emi', 'bruno', 'chiara'] },
      bound: { key: 'root-a', token: 'root-a' },
    })
    expect(steps.find((step) => step.id === 'work/verify')?.by).toEqual(['bruno', 'chiara'])
    expect(steps.map((step) => step.number)).toEqual(steps.map((_, index) => index + 1))
  })

  test('a GO TO of the same item first, and else the first of that name', () => {
    const { steps } = expand(rootKeyGeneration, examplePlan(), planDigest(examplePlan()))
    const from = steps.find((step) => step.id === 'tokens/initialise/root-b')
    if (from === undefined) throw new Error('the example initialises root-b')
    expect(targetOf('tokens/identify', steps, from)?.id).toBe('tokens/identify/root-b')
    expect(targetOf('retrieve/bag', steps, from)?.id).toBe('retrieve/bag/root-b')
    expect(targetOf('open/roll-call', steps, from)?.id).toBe('open/roll-call/amina')
  })
})

describe('the expansion of the example', () => {
  test('is what test/expected says: a change of script, plan or format is noticed here', () => {
    const expanded = expand(rootKeyGeneration, examplePlan(), planDigest(examplePlan()))
    const lines = [`sha256 ${expansionDigest(expanded)}`, ...expanded.steps.map((step) => `${step.number} ${step.id}`)]
    const expected = readFileSync(new URL('../expected/root-key-generation.steps.txt', import.meta.url), 'utf8')
    expect(`${lines.join('\n')}\n`).toBe(expected)
  })

  test('is read back as it was written, and one step out of order is refused', () => {
    const expanded = expandSmall()
    const bytes = encodeExpanded(expanded)
    expect(parseExpanded(bytes, 'it')).toEqual(JSON.parse(JSON.stringify(expanded)))
    const swapped = { ...expanded, steps: [...expanded.steps].reverse() }
    expect(codeOf(() => parseExpanded(encodeExpanded(swapped), 'it'))).toBe('json/shape')
    const more = Buffer.from(JSON.stringify({ ...expanded, extra: 1 }))
    expect(codeOf(() => parseExpanded(more, 'it'))).toBe('json/shape')
  })
})

/** Never called: what does not compile here could not be written as a script. tsc is the test. */
export const doesNotCompile = () => [
  defineCeremony<'administrator'>({
    ...smallScript,
    roles: { administrator: 1 },
    apart: [],
    acts: [
      {
        id: 'a',
        title: 'A',
        steps: [
          {
            kind: 'attest',
            id: 's',
            title: 'S',
            // @ts-expect-error: the script does not declare this role
            by: 'cryptoOfficer',
            do: 'x',
            statement: 'y',
          },
          // @ts-expect-error: an irreversible step without confirmedBy
          {
            kind: 'perform',
            id: 't',
            title: 'T',
            by: 'administrator',
            do: 'x',
            action: 'key/generate',
            irreversible: true,
            gone: 'z',
          },
          {
            kind: 'perform',
            id: 'u',
            title: 'U',
            by: 'administrator',
            do: 'x',
            action: 'key/generate',
            irreversible: true,
            gone: 'z',
            // @ts-expect-error: confirmed by a role that the script does not declare
            confirmedBy: ['externalWitness'],
          },
        ],
      },
    ],
  }),
  defineCeremony<'administrator' | 'cryptoOfficer'>({
    ...smallScript,
    // @ts-expect-error: a declared role has a head-count
    roles: { administrator: 1 },
    apart: [],
    acts: [],
  }),
]

import { expect, test } from 'vitest'
import { expand } from '../../core/ceremony/expand.ts'
import { planDigest } from '../../core/formats/plan.ts'
import { rehearsalHint } from '../../electron/host/open-ceremony.ts'
import { scriptOf } from '../../electron/host/scripts.ts'
import { builtInPlan } from '../e2e/prepare.ts'

const stepsOf = (script: string) => {
  const plan = builtInPlan(script)
  const { steps } = expand(scriptOf(plan.ceremony), plan, planDigest(plan))
  return steps.map((step) => ({ step, hint: rehearsalHint(step, plan) }))
}

test.each(['root-key-generation', 'recovery-drill', 'restore'])(
  'a rehearsal of %s says what to type where there is no bag',
  (script) => {
    const bags = stepsOf(script).filter(
      ({ step }) => step.kind === 'enter' && step.fields.some(({ id }) => id === 'bag'),
    )
    expect(bags.length).toBeGreaterThan(2)
    expect(bags.filter(({ hint }) => hint === null).map(({ step }) => step.id)).toEqual([])
  },
)

test('a rehearsal of a drill says how the surprise is drawn without paper', () => {
  const drawn = stepsOf('recovery-drill').filter(({ step }) => step.id.endsWith('/surprise'))
  expect(drawn.map(({ hint }) => hint)).toEqual([expect.stringContaining('toss a coin')])
})

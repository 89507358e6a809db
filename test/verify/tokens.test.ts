// A record that says production and names throw-away tokens: the station never writes one, and nobody is to believe one.

import { beforeAll, describe, expect, test } from 'vitest'
import { parseExpanded } from '../../core/ceremony/expanded.ts'
import { replay } from '../../core/ceremony/replay.ts'
import type { State } from '../../core/ceremony/state.ts'
import type { JsonObject } from '../../core/formats/json.ts'
import { type Plan, parsePlanJson } from '../../core/formats/plan.ts'
import { verifyTranscript } from '../../core/transcript/verify.ts'
import { verifyRecord } from '../../core/verify/record.ts'
import { verifyTokens } from '../../core/verify/tokens.ts'
import { scriptRoles } from '../../electron/host/scripts.ts'
import { thrown } from '../attest/thrown.ts'
import { rechain } from './forge.ts'
import { bytesOf, makeSample, type Sample } from './sample.ts'

let sample: Sample
let plan: Plan
beforeAll(async () => {
  sample = await makeSample()
  plan = parsePlanJson(bytesOf('data/plan.json', sample.files), 'plan.json', scriptRoles)
})

const whole = (): State =>
  replay(
    verifyTranscript(bytesOf('transcript.jsonl', sample.files), 'transcript.jsonl'),
    parseExpanded(bytesOf('data/script.json', sample.files), 'script.json'),
    'transcript.jsonl',
  )
/** What the record comes to, opened in another way, with other facts of the acts on a token. */
const edited = (opened: object, facts: (facts: JsonObject) => JsonObject): State => {
  const state = whole()
  if (state.opened === undefined) throw new Error('it was opened')
  const results = Object.entries(state.results).map(([step, result]) => [
    step,
    typeof result.facts.token === 'string' ? { ...result, facts: facts(result.facts) } : result,
  ])
  return { ...state, opened: { ...state.opened, ...opened }, results: Object.fromEntries(results) }
}
const refusalOf = (state: State) => thrown(() => verifyTokens(plan, state))
const real = (facts: JsonObject): JsonObject => ({ ...facts, standIn: null, manufacturer: 'Maker', model: 'HSM' })
const production = { mode: 'production' }

describe('CER-TOKENS refuses', () => {
  test('production that was opened with stand-ins, also without its bag', () => {
    const site = { standIns: { '7d1c40be92a35f01': { serial: 'throw-away' } } }
    expect(refusalOf(edited({ ...production, site }, real))).toMatchObject({ code: 'ceremony/verify-failed' })
    const files = rechain(new Map(sample.files), (event) =>
      event.type === 'opened' ? { ...event, mode: 'production', site } : event,
    )
    const record = bytesOf('transcript.jsonl', files)
    expect(thrown(() => verifyRecord(record, 'transcript.jsonl'))).toMatchObject({ code: 'ceremony/verify-failed' })
  })

  test('production on a stand-in, and on a token of files that the plan does not allow', () => {
    const site = { standIns: {} }
    const onStandIn = edited({ ...production, site }, (facts) => ({ ...real(facts), standIn: 'THROWAWAY0' }))
    expect(refusalOf(onStandIn)).toMatchObject({ detail: { reason: expect.stringContaining('THROWAWAY0') } })
    const software = edited({ ...production, site }, (facts) => ({ ...real(facts), manufacturer: 'SoftHSM project' }))
    expect(refusalOf(software)).toMatchObject({ detail: { reason: expect.stringContaining('TOKEN-SOFTWARE') } })
  })

  test('another token than the one of the plan, in any mode', () => {
    const another = edited({}, (facts) => (facts.serial === undefined ? facts : { ...facts, serial: 'ANOTHER' }))
    expect(refusalOf(another)).toMatchObject({ detail: { reason: expect.stringContaining('ANOTHER') } })
  })
})

test('the record of the day, and one of production on real tokens, are taken', () => {
  expect(() => verifyTokens(plan, whole())).not.toThrow()
  expect(() => verifyTokens(plan, edited({ ...production, site: { standIns: {} } }, real))).not.toThrow()
})

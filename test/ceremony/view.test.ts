// What the view adds to the state, so that a room full of people can read it: names, numbers, the words to compare.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { factsOf } from '../../core/ceremony/state.ts'
import { wordLines } from '../../core/transcript/words.ts'
import { checkPlan } from '../../electron/host/station-views.ts'
import { ask, beginStation, bytesOf, playTo, type Station, scratch, secrets } from '../host/station.ts'
import { exampleYaml } from '../plan/example.ts'

let place: ReturnType<typeof scratch>
let station: Station

beforeEach(() => {
  place = scratch()
  station = beginStation({ directory: place.directory })
})
afterEach(async () => {
  await station.host.leave()
  place.remove()
})

describe('the view', () => {
  test('GO TO names the number and the title of the step, as the paper does, never an id', async () => {
    const { step, steps } = await playTo(station, 'open/approve')
    const clock = station.files.script.steps.find(({ id }) => id === 'open/clock')
    expect(step?.otherwise).toContain(`, GO TO step ${clock?.number}, Clock.`)
    expect(clock?.number).toBeLessThan(steps)
  })

  test('has the time zone of the clock on the wall from the plan', () => {
    expect(station.host.view().plan.timeZone).toBe('Europe/Zurich')
  })

  test('shows the signer the words of the very draft that was reviewed, and nothing to compare before there is one', async () => {
    expect((await playTo(station, 'root/draft/acme.update')).step?.compared).toBeNull()
    const reviewed = (await playTo(station, 'root/review/acme.update')).step?.compared
    const signing = (await playTo(station, 'root/sign/acme.update.root-a')).step?.compared
    const bound = station.files.script.steps.find(({ id }) => id === 'root/draft/acme.update')?.bound ?? {}
    const draft = factsOf(station.files.recorder.state, 'root/draft', bound)
    expect(signing).toEqual(reviewed)
    expect(signing?.value).toBe(draft?.payloadSha256)
    expect(signing?.words).toEqual(wordLines(signing?.value ?? ''))
  })

  test('says before each signature who has signed so far, and never a signer who was left out', async () => {
    const last = (lines: readonly string[] | undefined) =>
      lines?.slice((lines.indexOf('Who has signed so far:') || -1) + 1)
    expect((await playTo(station, 'root/draft/acme.update')).step?.review).toEqual([])
    expect(last((await playTo(station, 'root/review/acme.update')).step?.review)).toEqual(['  nobody yet'])
    await playTo(station, 'root/sign/acme.update.root-b')
    await ask(station, 'ceremony.deviation', { by: 'chiara', text: 'The token of Chiara Conti does not answer.' })
    const left = { step: 'root/sign/acme.update.root-b', by: 'chiara', fits: false, values: {} }
    const { step } = await ask(station, 'ceremony.answer', left)
    expect(step?.id).toBe('root/sign/acme.update.root-c')
    expect(last(step?.review)).toEqual(['  Bruno Keller with root-a'])
    expect(step?.reviewAll).not.toEqual([])
  })

  test('reads deviations out with the names of people and the titles of steps', async () => {
    await playTo(station, 'close/deviations')
    await ask(station, 'ceremony.deviation', { by: 'emi', text: 'A pen fell.' })
    expect(station.host.view().step?.compared?.words).toEqual(['1. Emi Tanaka, at Deviations: A pen fell.'])
  })

  test('a wrong code is said with the name of the person; the record keeps the id', async () => {
    await playTo(station, 'keys/generate/root-a')
    const step = 'keys/generate/root-a'
    const wrong = { step, by: 'bruno', code: bytesOf(`not ${secrets.code('bruno')}`) }
    const reply = await station.call('ceremony.confirm', wrong)
    expect(reply.ok ? '' : reply.error.words.happened).toBe(
      'That is not the private code of Bruno Keller (1 wrong in a row).',
    )
    expect(station.files.recorder.state.wrongCodes).toMatchObject({ bruno: 1 })
  })

  test('a problem of a plan and what to write instead are two sentences', () => {
    const broken = exampleYaml.replace('threshold: 2', 'threshold: 5').replace('holder: emi', 'holder: emil')
    const check = checkPlan('broken.plan.yaml', bytesOf(broken))
    const problems = check.ok ? [] : check.problems
    expect(problems[0]).toMatch(/there is no person "emil" in this plan\. Did you mean "emi"\? \(PLAN-REFERENCE\)$/)
    expect(problems[1]).toMatch(/but there are 3 keys\. Write a threshold/)
  })
})

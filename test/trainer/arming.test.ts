// Who may arm what, where, and when; it is on record before it can strike, and a restart disarms it.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { expand } from '../../core/ceremony/expand.ts'
import { replay } from '../../core/ceremony/replay.ts'
import { errorCodes } from '../../core/errors.ts'
import { planDigest } from '../../core/formats/plan.ts'
import { transcriptSheet } from '../../core/paper/transcript.ts'
import { verifyTranscript } from '../../core/transcript/verify.ts'
import { scripts } from '../../electron/host/scripts.ts'
import { faults, placesOf, usualPlace } from '../../electron/host/trainer/faults.ts'
import { builtInPlan } from '../e2e/prepare.ts'
import { codeOf } from '../host/station.ts'
import { makeStage, type Stage } from './stage.ts'

const generate = 'keys/generate/root-a'

let stage: Stage
beforeEach(async () => {
  stage = await makeStage(0)
}, 60_000)
afterEach(() => stage.remove())

const arm = (fault: string, step: string, by = 'trainer'): string =>
  codeOf(() => stage.trainer.arm({ fault, step, by }))
const staged = () => stage.events().filter(({ type }) => type === 'staged')

describe('arming is refused, and nothing is recorded', () => {
  test('for a fault that there is not, a step that is not one for it, and a person whom nobody knows', () => {
    expect(arm('earthquake', generate)).toBe('trainer/unknown-fault')
    expect(arm('__proto__', generate)).toBe('trainer/unknown-fault')
    expect(arm('bad-signature', generate)).toBe('trainer/not-there')
    expect(arm('token-pulled', 'keys/generate/nobody')).toBe('trainer/not-there')
    expect(arm('token-pulled', generate, 'mallory')).toBe('ceremony/not-you')
    expect(staged()).toEqual([])
  })

  test('for the same fault at the same step twice', () => {
    expect(arm('token-pulled', generate)).toBe('nothing thrown')
    expect(arm('token-pulled', generate, 'greta')).toBe('trainer/armed')
    expect(arm('device-error', generate, 'greta')).toBe('nothing thrown')
    expect(staged()).toHaveLength(2)
  })

  test('for a step that is passed, and once the ceremony is stopped', async () => {
    const { host } = stage.open
    const first = host.view().step
    await host.answer({ step: first?.id ?? '', by: first?.by[0]?.id ?? '', fits: true, values: {} })
    expect(arm('clock-back', first?.id ?? '')).toBe('trainer/not-there')
    await host.stop({ by: 'amina', reason: 'fire', disposition: 'void' })
    expect(arm('clock-back', 'retrieve/sweep')).toBe('trainer/not-there')
    expect(staged()).toEqual([])
  })
})

describe('arming', () => {
  test('is on record before it can strike: who, what, where', () => {
    stage.trainer.arm({ fault: 'token-hangs', step: generate, by: 'greta' })
    const standing = stage.open.host.view().step?.id
    expect(staged()).toEqual([{ type: 'staged', step: standing, by: 'greta', fault: 'token-hangs', at: generate }])
    expect(stage.trainer.staging().armed).toMatchObject([{ fault: 'token-hangs', struck: false, overcome: false }])
  })

  test('is said on the paper of the day, under its own heading', () => {
    stage.trainer.arm({ fault: 'token-hangs', step: generate, by: 'greta' })
    const { files } = stage.open
    const transcript = verifyTranscript(files.recorder.bytes(), 'x')
    const text = JSON.stringify(transcriptSheet(transcript, replay(transcript, files.script, 'x'), files.plan))
    expect(text).toContain('Faults staged for training: 1')
    expect(text).toContain(`token-hangs, armed for ${generate}`)
    expect(text).toContain(`STAGED`)
  })

  test('shows in the record of the state, so that verify names each one', () => {
    stage.trainer.arm({ fault: 'token-hangs', step: generate, by: 'greta' })
    expect(stage.open.files.recorder.state.staged).toEqual([
      { seq: 1, fault: 'token-hangs', at: generate, by: 'greta' },
    ])
  })

  test('does not outlive the station: after a restart nothing strikes, and the record still says it', async () => {
    stage.trainer.arm({ fault: 'clock-back', step: 'retrieve/recording', by: 'greta' })
    expect(stage.open.host.view().needsClock).toBe(true)
    stage = await stage.reopen()
    expect(stage.open.host.view().needsClock).toBe(false)
    expect(staged()).toHaveLength(1)
    expect(arm('clock-back', 'retrieve/recording')).toBe('nothing thrown')
  })
})

describe('the table', () => {
  test('has a usual place in every script for each fault, words for it, and codes that exist', () => {
    for (const script of scripts) {
      const plan = builtInPlan(script.id)
      const { steps } = expand(script, plan, planDigest(plan))
      for (const fault of faults) {
        const usual = usualPlace(fault, steps)
        const places = placesOf(fault, steps)
        // Who makes root keys meets them all; a script without such a step has no place for it, and offers none.
        if (script.id === 'root-key-generation') expect([fault.id, places.length]).not.toEqual([fault.id, 0])
        expect([script.id, fault.id, usual === undefined]).toEqual([script.id, fault.id, places.length === 0])
        if (usual !== undefined) expect(places).toContain(usual)
      }
    }
    for (const { id, title, does, lesson, shows } of faults) {
      expect(
        [title, does, lesson].filter((words) => words.length < 12 || !/^\p{Lu}/u.test(words)),
        id,
      ).toEqual([])
      expect(shows.filter((code) => !errorCodes.includes(code))).toEqual([])
    }
    expect(new Set(faults.map(({ id }) => id)).size).toBe(faults.length)
  })
})

// Each fault strikes in a rehearsal on real SoftHSM tokens, the people do what the lesson says, and the day ends as it should.

import { afterEach, describe, expect, test } from 'vitest'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import { readBag } from '../../core/media/bag.node.ts'
import { verifyBag } from '../../core/verify/bag.ts'
import { verifyRecord } from '../../core/verify/record.ts'
import { scripts } from '../../electron/host/scripts.ts'
import { faultOf, faults } from '../../electron/host/trainer/faults.ts'
import { makeStage, type Stage, troublesAt } from './stage.ts'

/** A whole rehearsal on real tokens; a machine at work takes its time, in milliseconds. */
const patience = 240_000

let stage: Stage | undefined
afterEach(async () => {
  await stage?.remove()
  stage = undefined
})

/** One day holds many faults, each at its own step. Every fault but those that end the day or the process stands here. */
const oneDay: readonly (readonly [fault: string, step: string])[] = [
  ['wrong-token', 'tokens/identify/root-a'],
  ['clock-back', 'tokens/identify/root-b'],
  ['token-hangs', 'tokens/initialise/root-b'],
  ['token-pulled', 'keys/generate/root-a'],
  ['token-hangs', 'keys/generate/root-b'],
  ['disk-full', 'keys/generate/root-c'],
  ['disk-full', 'keys/digest/root-a'],
  ['device-error', 'root/sign/acme.update.root-a'],
  ['pin-final-try', 'root/sign/acme.update.root-b'],
  ['pin-locked', 'root/sign/acme.update.root-c'],
  ['stick-pulled', 'export/bag'],
  ['stick-read-back', 'export/again'],
  ['module-crash', 'close/seal/witness-a'],
  ['printer-dead', 'close/head'],
]

/** Those that end the day as void, or the process: tried by themselves. */
const apart = ['bad-signature', 'key-extractable', 'power-cut']

const count = (events: readonly CeremonyEvent[], type: CeremonyEvent['type'], step: string): number =>
  events.filter((event) => event.type === type && 'step' in event && event.step === step).length

describe('a day on which many things go wrong on cue', () => {
  test('has every fault of the table in it, or by itself below', () => {
    expect([...new Set([...oneDay.map(([fault]) => fault), ...apart])].sort()).toEqual(
      faults.map(({ id }) => id).sort(),
    )
  })

  test(
    'ends with a bag that verifies; each fault struck, was said with its lesson, and was overcome',
    async () => {
      stage = await makeStage()
      for (const [fault, step] of oneDay) stage.trainer.arm({ fault, step, by: 'trainer' })
      const { ended, view, said } = await stage.play()
      expect(ended).toBe('closed')
      const { armed } = stage.trainer.staging()
      expect(armed.filter(({ struck, overcome }) => !struck || !overcome)).toEqual([])
      for (const { lesson } of armed) expect(said.join('\n')).toContain(lesson)

      const report = verifyBag(await readBag(view.bag ?? ''), scripts)
      expect(report).toMatchObject({ verdict: 'sealed', mode: 'rehearsal' })
      for (const [fault] of oneDay)
        expect(report.notes.join('\n')).toContain(`Staged for training: ${fault}, armed for `)

      const events = stage.events()
      const at = (step: string) => troublesAt(events, step)
      expect(at('tokens/identify/root-a')).toEqual(['ceremony/wrong-token'])
      expect(events.filter(({ type }) => type === 'clock')).toHaveLength(1)
      expect(at('tokens/initialise/root-b')).toEqual(['token/host-hung'])
      expect(at('keys/generate/root-a')).toEqual(['token/removed'])
      expect(at('keys/generate/root-b')).toEqual(['token/host-hung'])
      expect(at('keys/generate/root-c')).toEqual([])
      expect(at('root/sign/acme.update.root-a')).toEqual(['token/failed'])
      expect(new Set(at('root/sign/acme.update.root-b'))).toEqual(new Set(['ceremony/pin-state']))
      expect(new Set(at('root/sign/acme.update.root-c'))).toEqual(new Set(['ceremony/pin-locked']))
      expect(at('export/bag')).toEqual(['bag/medium'])
      expect(at('export/again')).toEqual(['bag/altered'])
      expect(at('close/seal/witness-a')).toEqual(['token/host-died'])
      const decisions = events.flatMap((event) =>
        event.type === 'reconciled' ? [[event.step, event.decision] as const] : [],
      )
      // The token that hung had made its key; the one that was pulled had not.
      expect(new Map(decisions).get('keys/generate/root-b')).toBe('done')
      expect(new Map(decisions).get('keys/generate/root-a')).toBe('again')
      // The disk did not take the end of an act: it is recorded once, and the act is not done again.
      expect(count(events, 'intent', 'keys/generate/root-c')).toBe(1)
      expect(count(events, 'outcome', 'keys/generate/root-c')).toBe(1)
      expect(report.deviations.some((line) => line.includes('printer'))).toBe(true)
      expect(report.deviations.some((line) => line.includes('PIN is locked'))).toBe(true)
    },
    patience,
  )
})

describe('where the lesson is to stop', () => {
  test(
    'a key that could be read out ends the ceremony as void, before anything is signed with it',
    async () => {
      stage = await makeStage()
      stage.trainer.arm({ fault: 'key-extractable', step: 'keys/generate/root-a', by: 'greta' })
      const { ended, view, said } = await stage.play()
      expect(ended).toBe('void')
      expect(view).toMatchObject({ status: 'stopped', disposition: 'void', bag: null })
      expect(said.join('\n')).toContain(faultOf('key-extractable')?.lesson)
      const events = stage.events()
      expect(troublesAt(events, 'keys/generate/root-a')).toEqual(['token/key-attributes'])
      expect(events.at(-1)).toMatchObject({ type: 'stopped', disposition: 'void' })
      const report = verifyRecord(stage.open.files.recorder.bytes(), 'x')
      expect(report).toMatchObject({ mode: 'rehearsal', closed: false })
    },
    patience,
  )

  test(
    'a wrong signature of a proof is caught by the station itself, and no key is used further',
    async () => {
      stage = await makeStage()
      stage.trainer.arm({ fault: 'bad-signature', step: 'keys/prove/root-a', by: 'greta' })
      const { ended } = await stage.play()
      expect(ended).toBe('void')
      expect(troublesAt(stage.events(), 'keys/prove/root-a')).toEqual(['attest/threshold'])
    },
    patience,
  )
})

test(
  'a wrong signature of one signer of three is caught, and that signer is left out',
  async () => {
    stage = await makeStage()
    const sign = 'root/sign/acme.update.root-a'
    stage.trainer.arm({ fault: 'bad-signature', step: sign, by: 'greta' })
    const { ended, view } = await stage.play()
    expect(ended).toBe('closed')
    expect(troublesAt(stage.events(), sign)).toEqual(['token/bad-signature'])
    expect(count(stage.events(), 'outcome', sign)).toBe(0)
    const bag = await readBag(view.bag ?? '')
    expect(verifyBag(bag, scripts).deviations.some((line) => line.includes('The signature is wrong'))).toBe(true)
  },
  patience,
)

test('a fault that nobody staged is passed on, with a fault armed elsewhere', async () => {
  stage = await makeStage(0)
  stage.trainer.arm({ fault: 'token-pulled', step: 'keys/generate/root-a', by: 'greta' })
  // The planned token is not there at all.
  await expect(stage.play()).rejects.toMatchObject({ refusal: { code: 'ceremony/wrong-token' } })
})

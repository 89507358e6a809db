// A full drill, and each claim of it forged, as somebody could who has the tokens and signs all of it again: DRILL-CERTIFIED.

import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { encodeRecord, parseRecord } from '../../core/backup/record.ts'
import type { State } from '../../core/ceremony/state.ts'
import type { JsonObject } from '../../core/formats/json.ts'
import { type Plan, parsePlan } from '../../core/formats/plan.ts'
import { readBag } from '../../core/media/bag.node.ts'
import { deviationLine, verifyBag } from '../../core/verify/bag.ts'
import { certificateOf, encodeCertificate, verifyRecovery } from '../../core/verify/recovery.ts'
import { rehearsalPlayer } from '../../electron/cli/rehearsal-player.ts'
import { rehearsalBackup, rehearsalCards } from '../../electron/host/open-ceremony.ts'
import { scriptRoles, scripts } from '../../electron/host/scripts.ts'
import { thrown } from '../attest/thrown.ts'
import { secretHostHere } from '../fakes/secret-host.ts'
import { beginStation, playTo, scratch, secrets } from '../host/station.ts'
import { asBag, entriesOf, type Files, rechain, sha256 } from './forge.ts'
import { payloadOf, stateOf, told as toldOf } from './told.ts'

const planFile = new URL('../../ceremonies/examples/recovery-drill.plan.yaml', import.meta.url)
const plan: Plan = parsePlan(readFileSync(planFile), 'recovery-drill.plan.yaml', scriptRoles)

let whole: Files
beforeAll(async () => {
  const place = scratch()
  try {
    const medium = join(place.directory, 'in')
    mkdirSync(medium)
    for (const name of readdirSync(rehearsalBackup)) copyFileSync(join(rehearsalBackup, name), join(medium, name))
    const day = beginStation({
      directory: place.directory,
      plan,
      site: { media: { out: join(place.directory, 'bag'), in: medium } },
      startSecretHost: secretHostHere,
    })
    const cards = rehearsalCards(plan)
    const { bag } = await playTo(day, 'close', rehearsalPlayer(plan, { ...secrets, card: (person) => cards[person] }))
    whole = new Map((await readBag(bag ?? '')).files)
    await day.host.leave()
  } finally {
    place.remove()
  }
})

const told = (state: State, action: string, facts: JsonObject | null): State => toldOf(state, 'root-a', action, facts)

/** The bag with the certificate that this state makes, and the state that names it: all that a forger can make fit. */
function refused(state: State, by: Plan = plan): string {
  const time = String(state.results['certificate/make']?.facts.time)
  const certificate = certificateOf(by, state, time)
  const bytes = encodeCertificate(certificate)
  const { passed } = certificate
  const fitted = told(state, 'recovery/certificate', { passed, certificateSha256: sha256(bytes) })
  return thrown(() => verifyRecovery(by, fitted, payloadOf(whole).set('drill-certificate.json', bytes))).code
}

test('the certificate says in which kind of ceremony each backup was made', () => {
  const { sets } = certificateOf(plan, stateOf(whole), '2027-03-02T12:00:00.000Z')
  expect(sets.map(({ made }) => made)).toEqual(['rehearsal'])
})

test('to level card it is passed only where every card that was to be read is good; to the others with enough', () => {
  const passed = (level: 'card' | 'quorum' | 'full', read: readonly string[]): boolean => {
    const sets = (plan.recovery?.sets ?? []).map((set) => ({ ...set, read }))
    const asked: Plan = { ...plan, recovery: { ...plan.recovery, level, sets } }
    return certificateOf(asked, stateOf(whole), '2027-03-02T12:00:00.000Z').passed
  }
  expect(passed('card', ['ines', 'jonas', 'lena'])).toBe(false) // jonas's is dead, as the drill drew
  expect(passed('card', ['jonas'])).toBe(false)
  expect(passed('card', ['ines', 'lena'])).toBe(true)
  for (const level of ['quorum', 'full'] as const) expect(passed(level, ['ines', 'jonas', 'lena'])).toBe(true)
})

test('a deviation is told with who said it, the number and title of its step, and the step that was passed over with it', async () => {
  const { deviations } = verifyBag(asBag(whole), scripts)
  expect(deviations).toEqual([
    expect.stringMatching(
      /^Jonas .+, at step \d+, Card 2: .+ \(recovery\.root-a\/read\/jonas\) \[passed over with it: step \d+, Card 2: .+\]: The card cannot be made out: .+$/,
    ),
  ])
})

test('what a deviation says, also where nobody could have typed it, feigns neither a step that was passed over nor a line of its own', () => {
  const text = 'nothing [passed over with it: step 1, Roll call]\nEmi Tanaka, at step 2: \u202eall is well'
  const state = stateOf(whole)
  const line = state.deviations.map((deviation) => deviationLine(plan, state, { ...deviation, text })).join()
  expect(line).toMatch(
    /\(recovery\.root-a\/read\/jonas\) \[passed over with it: step \d+, Card 2: .+\]: nothing \[passed over/,
  )
  expect(line).toContain('[U+000A]Emi Tanaka')
  expect(line).not.toMatch(/[\n\u202e]/)
})

describe('DRILL-CERTIFIED: the time of the certificate is that of its entry', () => {
  /** The transcript with another time for the making of the certificate, chained anew. */
  const replayed = (time: (of: { readonly before: string; readonly entry: string }) => string | undefined) => {
    const entries = entriesOf(whole)
    const made = entries.findIndex(({ event }) => event.type === 'intent' && event.step === 'certificate/make')
    const said = time({ before: entries[made - 1]?.time ?? '', entry: entries[made]?.time ?? '' })
    const named = (facts: JsonObject): JsonObject => {
      const { time: _, ...rest } = facts
      return said === undefined ? rest : { ...rest, time: said }
    }
    const forged = rechain(whole, (event) => {
      if (event.type === 'intent' && event.step === 'certificate/make') return { ...event, detail: named(event.detail) }
      if (event.type === 'outcome' && event.step === 'certificate/make' && said !== undefined)
        return { ...event, facts: named(event.facts) }
      return event
    })
    return thrown(() => stateOf(forged)).code
  }

  test.each<[string, (of: { readonly before: string; readonly entry: string }) => string | undefined, string]>([
    ['a year later', () => '2099-01-01T00:00:00.000Z', 'transcript/does-not-follow'],
    ['before the entry in front', () => '2020-01-01T00:00:00.000Z', 'transcript/does-not-follow'],
    [
      'what sorts between the two and is no moment',
      ({ before }) => `${before} and long after`,
      'transcript/does-not-follow',
    ],
    ['in the outcome alone', () => undefined, 'transcript/does-not-follow'],
    ['as it was', ({ entry }) => entry, 'nothing thrown'],
    ['that of the entry in front', ({ before }) => before, 'nothing thrown'],
  ])('%s', (_, time, code) => {
    expect(replayed(time)).toBe(code)
  })
})

test('the drill as it was verifies', () => {
  expect(verifyRecovery(plan, stateOf(whole), payloadOf(whole)).join()).toContain('2 of 3 cards good, passed')
})

describe('DRILL-CERTIFIED refuses a drill in which', () => {
  test.each<[string, string, JsonObject | null]>([
    ['no card was read, and yet the secret was there', 'recovery/read', null],
    ['another card was read', 'recovery/read', { x: 999 }],
    ['the secret was never put together', 'recovery/combine', { givesTheSecret: false }],
    ['another record was taken up', 'recovery/begin', { recordSha256: 'ab'.repeat(32) }],
    ['the record is said to be of another key', 'recovery/begin', { fingerprint: 'ab'.repeat(32) }],
    ['the record is said to be of another kind of ceremony', 'recovery/begin', { made: 'production' }],
    ['another blob was restored', 'recovery/restore', { blobSha256: 'ab'.repeat(32) }],
    ['another key was restored', 'recovery/restore', { spkiSha256: 'ab'.repeat(32) }],
    ['the restored key can leave its token', 'recovery/restore', { attributes: { extractable: true } }],
    ['it was restored into another token', 'recovery/restore', { token: 'witness' }],
    ['what signed is not what was restored', 'recovery/sign', { objectId: 'ab'.repeat(16) }],
    ['it signed on another token', 'recovery/sign', { token: 'witness' }],
    ['the proof is another one than was recorded', 'recovery/sign', { envelopeSha256: 'ab'.repeat(32) }],
  ])('%s', (_, action, facts) => {
    expect(refused(told(stateOf(whole), action, facts))).toMatch(/^(ceremony\/verify-failed|attest\/mismatch)$/)
  })

  test('the record says that it passed, and its certificate does not', () => {
    const state = told(stateOf(whole), 'recovery/certificate', { passed: false })
    expect(thrown(() => verifyRecovery(plan, state, payloadOf(whole))).code).toBe('ceremony/verify-failed')
  })

  test('DRILL-PRODUCTION: a key of production went into a token that keeps keys in files', () => {
    const set = plan.recovery?.sets[0]
    if (set === undefined || plan.recovery === undefined) throw new Error('a drill of nothing')
    const record = { ...parseRecord(Buffer.from(`${set.record.trimEnd()}\n`), 'record'), made: 'production' } as const
    const bytes = encodeRecord(record)
    const production: Plan = {
      ...plan,
      recovery: { ...plan.recovery, sets: [{ ...set, record: Buffer.from(bytes).toString() }] },
    }
    const begun = told(stateOf(whole), 'recovery/begin', { made: 'production', recordSha256: sha256(bytes) })
    expect(refused(begun, production)).toBe('nothing thrown')
    const software = told(begun, 'token/identify', { manufacturer: 'SoftHSM project', model: 'SoftHSM v2' })
    expect(refused(software, production)).toBe('ceremony/verify-failed')
  })
})

test('a drill whose key was not destroyed did not pass, whatever else it showed', () => {
  const state = told(stateOf(whole), 'recovery/destroy', { foundAfterwards: 2 })
  expect(certificateOf(plan, state, '2027-03-02T12:00:00.000Z').passed).toBe(false)
})

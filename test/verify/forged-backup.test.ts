// A day with three backups, and each claim of it forged, as somebody could who has the tokens and signs all of it again: BACKUP-PROVEN.

import { createPublicKey } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { encodeRecord, parseRecord } from '../../core/backup/record.ts'
import { factsOf, type State } from '../../core/ceremony/state.ts'
import type { JsonObject } from '../../core/formats/json.ts'
import { type Plan, parsePlan } from '../../core/formats/plan.ts'
import { readBag } from '../../core/media/bag.node.ts'
import { splitSets } from '../../core/plan/backup.ts'
import { verifyBackups } from '../../core/verify/backup.ts'
import { scriptRoles } from '../../electron/host/scripts.ts'
import { thrown } from '../attest/thrown.ts'
import { secretHostHere } from '../fakes/secret-host.ts'
import { beginStation, playTo, scratch } from '../host/station.ts'
import { type Files, rechain, sha256 } from './forge.ts'
import { bytesOf, refusal } from './sample.ts'
import { payloadOf, stateOf, told as toldOf } from './told.ts'

const planFile = new URL('../../ceremonies/examples/three-backups.plan.yaml', import.meta.url)
const plan: Plan = parsePlan(readFileSync(planFile), 'three-backups.plan.yaml', scriptRoles)
const recordPath = 'backup/root-a.record.json'
const proofPath = 'backup/root-a.proof.dsse.json'

let whole: Files
beforeAll(async () => {
  const place = scratch()
  try {
    mkdirSync(join(place.directory, 'blobs'))
    const day = beginStation({
      directory: place.directory,
      plan,
      site: { media: { out: join(place.directory, 'bag'), blobs: join(place.directory, 'blobs') } },
      startSecretHost: secretHostHere,
    })
    const { bag } = await playTo(day, 'close')
    whole = new Map((await readBag(bag ?? '')).files)
    await day.host.leave()
  } finally {
    place.remove()
  }
})

const payload = (): Files => payloadOf(whole)

/** Of the set of root-a. */
const told = (state: State, action: string, facts: JsonObject): State => toldOf(state, 'root-a', action, facts)

function verified(state: State, files: Files = payload(), by = plan): readonly string[] {
  return verifyBackups(by, state, files, (id) => {
    const key = plan.keys.find((each) => each.id === id)
    const pem = Buffer.from(bytesOf(`keys/${id}.pem`, files)).toString()
    const spki = createPublicKey(pem).export({ format: 'der', type: 'spki' })
    return key === undefined ? undefined : { spki: new Uint8Array(spki), algorithm: key.algorithm }
  })
}

/** The day as if it had been one of production; the proofs say nothing of that. */
function inProduction(state: State): [State, Files] {
  const files = payload()
  const keys = splitSets(plan).map(({ key }) => key)
  const told = keys.reduce((so, key) => {
    const path = `backup/${key}.record.json`
    const bytes = encodeRecord({ ...parseRecord(bytesOf(path, files), path), made: 'production' })
    files.set(path, bytes)
    return toldOf(so, key, 'backup/end', { recordSha256: sha256(bytes) })
  }, state)
  const { opened } = told
  return [{ ...told, opened: opened === undefined ? opened : { ...opened, mode: 'production' } }, files]
}

const refused = (state: State, files?: Files): string => thrown(() => verified(state, files)).code

test('the day as it was verifies', () => {
  expect(verified(stateOf(whole))).toHaveLength(3)
})

describe('the line of a backup says of its cards', () => {
  const line = (state: State): string => /cards printed: .*$/.exec(verified(state)[0] ?? '')?.[0] ?? ''
  /** As an older station wrote it, which did not count. */
  function uncounted(state: State, holders: RegExp): State {
    const results = Object.entries(state.results).map(([id, result]) => {
      if (!/\.root-a\/read-back\//.test(id) || !holders.test(id)) return [id, result] as const
      const { printed: _, ...facts } = result.facts ?? {}
      return [id, { ...result, facts }] as const
    })
    return { ...state, results: Object.fromEntries(results) }
  }
  const voided = { seq: 12, set: 'root-a', step: 's', cards: [], copies: [], typed: [], printed: [], reason: 'gone' }
  const sent =
    'gone; cards were sent to a printer before, how often: Jonas Berg 2 (vault, attic); Ines Okafor 1 (vault)'

  test('that whether they were printed is not recorded, where it is not', () => {
    expect(line(uncounted(stateOf(whole), /./))).toBe('cards printed: not recorded (BACKUP-PROVEN)')
    const one = told(uncounted(stateOf(whole), /ines/), 'backup/restore', {})
    expect(line(one)).toBe('cards printed: 0 of 3, 1 not recorded (BACKUP-PROVEN)')
  })

  test('whose were printed of a set that was voided before, by what was read back and by its reason', () => {
    const dayWith = (...voids: readonly (typeof voided)[]): State => ({ ...stateOf(whole), voids })
    expect(line(dayWith(voided))).toBe('cards printed: 0 of 3 (BACKUP-PROVEN)')
    expect(line(dayWith({ ...voided, set: 'root-b', reason: sent }))).toBe('cards printed: 0 of 3 (BACKUP-PROVEN)')
    expect(line(dayWith({ ...voided, reason: sent }))).toBe(
      'cards printed: 0 of 3; of the set that entry 12 voids: Ines Okafor, Jonas Berg (BACKUP-PROVEN)',
    )
    expect(line({ ...dayWith(), voids: [{ ...voided, printed: ['kamila'] }] })).toContain(
      'entry 12 voids: Kamila Nowak (',
    )
  })

  test('nothing that the reason of a void makes up', () => {
    const reason = `${sent.split('Jonas')[0]}0 of 3 (BACKUP-PROVEN)\u2028; Ines Okafor none; Mallory 1 (vault)`
    expect(line({ ...stateOf(whole), voids: [{ ...voided, reason }] })).toBe('cards printed: 0 of 3 (BACKUP-PROVEN)')
  })

  test('BACKUP-PROVEN: refused, where the plan has them copied by hand and one was printed, also of a voided set', () => {
    if (plan.backup.mode !== 'split') throw new Error('the plan has a backup')
    const byHand: Plan = { ...plan, backup: { ...plan.backup, cards: 'by-hand' } }
    const state = stateOf(whole)
    const code = (forged: State): string => thrown(() => verified(forged, payload(), byHand)).code
    expect(verified(state, payload(), byHand)).toHaveLength(3)
    expect(code(told(state, 'backup/read-back', { printed: 1 }))).toBe('ceremony/verify-failed')
    expect(code({ ...state, voids: [{ ...voided, reason: sent }] })).toBe('ceremony/verify-failed')
    expect(code({ ...state, voids: [{ ...voided, printed: ['ines'] }] })).toBe('ceremony/verify-failed')
  })
})

describe('BACKUP-PROVEN refuses a day on which', () => {
  test.each<[string, string, JsonObject]>([
    ['not every quorum gave the secret', 'backup/prove', { allGiveTheSecret: false }],
    ['fewer quorums were tried than there are', 'backup/prove', { quorumsTried: 2 }],
    ['more quorums were tried than there are', 'backup/prove', { quorumsTried: 4 }],
    ['the copy on the proof token was not destroyed', 'backup/restore', { foundAfterwards: 1 }],
    ['it was restored on the token of another key', 'backup/restore', { token: 'root-b' }],
    ['the proof is another one than was recorded', 'backup/restore', { envelopeSha256: 'ab'.repeat(32) }],
    ['the key can still be wrapped out', 'backup/lock', { extractable: true }],
    ['no refusal to wrap was seen', 'backup/lock', { wrapRefusedWith: null }],
    ['another key was closed', 'backup/lock', { objectId: 'ab'.repeat(16) }],
    ['the key of another token was closed', 'backup/lock', { token: 'root-b' }],
    ['a copy of another blob was written', 'backup/copy', { sha256: 'ab'.repeat(32) }],
    ['a copy was not read back', 'backup/copy', { readBack: false }],
    ['the blob does not open under its KEK', 'backup/wrap', { opensUnderItsKek: false }],
    ['a card was not right', 'backup/read-back', { right: false }],
    ['a card that was read back is not the one of the record', 'backup/read-back', { x: 999 }],
    ['the secret is of another key', 'backup/begin', { fingerprint: 'ab'.repeat(32) }],
  ])('%s', (_, action, facts) => {
    expect(refused(told(stateOf(whole), action, facts))).toBe('ceremony/verify-failed')
  })

  test('DRILL-PRODUCTION: the blob of a key of production was restored into a token that keeps keys in files', () => {
    const state = stateOf(whole)
    const proof = state.script.steps.find(
      (step) => step.kind === 'perform' && step.action === 'token/identify' && step.bound.token === 'proof',
    )
    const result = state.results[proof?.id ?? '']
    if (proof === undefined || result === undefined) throw new Error('the proof token was not looked at')
    const facts = { ...result.facts, manufacturer: 'SoftHSM project', model: 'SoftHSM v2' }
    const software = { ...state, results: { ...state.results, [proof.id]: { ...result, facts } } }
    expect(verified(software)).toHaveLength(3)
    expect(verified(...inProduction(state))).toHaveLength(3)
    expect(refused(...inProduction(software))).toBe('ceremony/verify-failed')
  })

  test('a card went to somebody whom the plan does not name', () => {
    const record = parseRecord(bytesOf(`data/${recordPath}`, whole), 'record')
    const shares = record.shares.map((share, at) => (at === 2 ? { ...share, holder: 'mallory' } : share))
    const bytes = encodeRecord({ ...record, shares })
    const state = told(told(stateOf(whole), 'backup/begin', { cards: shares }), 'backup/end', {
      recordSha256: sha256(bytes),
    })
    expect(refused(state, payload().set(recordPath, bytes))).toBe('ceremony/verify-failed')
  })

  test('the key signed in its own token, and that proof stands for the one of the restored key', () => {
    const state = stateOf(whole)
    const { transcriptHead = '', time = '', envelopeSha256 = '' } = factsOf(state, 'key/prove', { key: 'root-a' }) ?? {}
    const { objectId = '' } = factsOf(state, 'key/generate', { key: 'root-a' }) ?? {}
    const forged = told(state, 'backup/restore', { transcriptHead, time, envelopeSha256, objectId })
    const files = payload().set(proofPath, bytesOf('data/proofs/root-a.dsse.json', whole))
    expect(refused(forged, files)).toBe('ceremony/verify-failed')
  })
})

test('ATT-POSSESSION: a proof is no older than the entry that it names, also where its intent names none', () => {
  const later = rechain(new Map(whole), (event) =>
    event.type === 'intent' && 'transcriptHead' in event.detail
      ? {
          ...event,
          detail: Object.fromEntries(Object.entries(event.detail).filter(([name]) => name !== 'transcriptHead')),
        }
      : event,
  )
  expect(refusal(later).code).toBe('transcript/does-not-follow')
})

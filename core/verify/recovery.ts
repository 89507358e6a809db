// What a recovery showed, made from the transcript: the drill certificate, and that a restored key signed. Rule DRILL-CERTIFIED.

import { createHash } from 'node:crypto'
import { parseEnvelope } from '../attest/dsse.ts'
import { verifyPossession } from '../attest/possession.ts'
import { encodeRecord, fingerprintOf } from '../backup/record.ts'
import { factsOf, type State } from '../ceremony/state.ts'
import { CeremonyError } from '../errors.ts'
import { canonicalBytes } from '../formats/canonical.ts'
import type { Id, Instant, Plan } from '../formats/plan.ts'
import type { RecoveryLevel, RecoverySet } from '../formats/plan-recovery.ts'
import { recordOf } from '../plan/recovery.ts'
import * as names from './names.ts'
import { checkRecovered } from './recovered.ts'

/** `why`: the deviation over which a card was passed, as it was written down. */
export type DrillCard = { readonly holder: Id; readonly good: boolean; readonly why: string | null }

export type DrilledSet = {
  readonly set: Id
  readonly key: Id
  /** SHA-256 of the SubjectPublicKeyInfo, hex. */
  readonly fingerprint: string
  readonly recordSha256: string
  /** In which kind of ceremony it was made: a drill of a throw-away backup says nothing of another. */
  readonly made: 'production' | 'rehearsal'
  readonly madeIn: string
  readonly epoch: number
  readonly threshold: number
  readonly shares: number
  readonly cards: readonly DrillCard[]
  /** Enough cards gave the secret; null where that was not tried. */
  readonly quorum: boolean | null
  /** It was restored and signed, and what was signed; null where that was not tried. */
  readonly signed: { readonly envelopeSha256: string; readonly token: Id; readonly destroyed: boolean } | null
  readonly surprise: string | null
}

/** A drill certificate. docs/formats/drill-certificate.md */
export type Certificate = {
  readonly format: 'anchorite/drill-certificate/v1'
  readonly ceremony: string
  readonly mode: 'rehearsal' | 'production'
  readonly plan: { readonly name: string; readonly version: number; readonly sha256: string }
  readonly level: RecoveryLevel
  readonly called: Instant | null
  readonly finished: string
  /** From the call to the first signature (level full), or to the certificate; whole minutes, null where no call was planned. */
  readonly minutes: number | null
  readonly sets: readonly DrilledSet[]
  /**
   * Every set did what its level asks. Level card: every card that was to be read is good. The others: enough are, and cards that were absent or dead are
   * listed; to level full the key was destroyed again.
   */
  readonly passed: boolean
}

/** Whole minutes, rounded down; not below 0. */
export const minutesBetween = (from: string, to: string): number =>
  Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 60_000))

/** RFC 8785 canonical JSON. */
export const encodeCertificate = (certificate: Certificate): Uint8Array => canonicalBytes({ ...certificate } as never) // JSON values only

/** @param finished - when it was made, UTC. @throws CeremonyError `station/bug` for a plan without a recovery. */
export function certificateOf(plan: Plan, state: State, finished: string): Certificate {
  const { recovery } = plan
  if (recovery === undefined) throw new CeremonyError('station/bug', { what: 'a certificate of no recovery' })
  const sets = recovery.sets.map((set) => drilled(state, set))
  const times = recovery.sets.map((set) => factsOf(state, 'recovery/sign', { set: set.id })?.time)
  const signed = times.filter((time) => typeof time === 'string').sort()[0]
  return {
    format: 'anchorite/drill-certificate/v1',
    ceremony: state.opened?.ceremony ?? '',
    mode: state.opened?.mode ?? 'rehearsal',
    plan: { name: plan.name, version: plan.version, sha256: state.script.planDigest },
    level: recovery.level,
    called: recovery.called ?? null,
    finished,
    minutes: recovery.called === undefined ? null : minutesBetween(recovery.called, signed ?? finished),
    sets,
    passed: sets.every((set) => didAll(recovery.level, set)),
  }
}

function didAll(level: RecoveryLevel, set: DrilledSet): boolean {
  const good = set.cards.filter((card) => card.good).length
  if (level === 'card') return good === set.cards.length
  if (set.quorum !== true || good < set.threshold) return false
  return level === 'quorum' || set.signed?.destroyed === true
}

function drilled(state: State, set: RecoverySet): DrilledSet {
  const record = recordOf(set)
  const of = (action: string) => factsOf(state, action, { set: set.id })
  const sign = of('recovery/sign')
  return {
    set: set.id,
    key: record.key.id,
    fingerprint: fingerprintOf(record),
    recordSha256: sha256(encodeRecord(record)),
    made: record.made,
    madeIn: record.ceremony,
    epoch: record.epoch,
    threshold: record.threshold,
    shares: record.shares.length,
    cards: set.read.map((holder) => ({
      holder,
      good: factsOf(state, 'recovery/read', { set: set.id, share: holder })?.right === true,
      why: whyPassed(state, set, holder),
    })),
    quorum: of('recovery/combine') === undefined ? null : of('recovery/combine')?.givesTheSecret === true,
    signed:
      sign === undefined
        ? null
        : {
            envelopeSha256: String(sign.envelopeSha256),
            token: String(sign.token),
            destroyed: of('recovery/destroy')?.foundAfterwards === 0,
          },
    surprise: surpriseOf(state, set),
  }
}

function whyPassed(state: State, set: RecoverySet, holder: Id): string | null {
  const step = state.script.steps.find(
    (each) =>
      each.kind === 'perform' &&
      each.action === 'recovery/read' &&
      each.bound.set === set.id &&
      each.bound.share === holder,
  )
  const seq = step === undefined ? undefined : state.results[step.id]?.deviation
  return state.deviations.find((deviation) => deviation.seq === seq)?.text ?? null
}

function surpriseOf(state: State, set: RecoverySet): string | null {
  const step = state.script.steps.find(
    ({ id, kind, bound }) => kind === 'choose' && bound.set === set.id && /\/surprise(?:\/|$)/.test(id),
  )
  return step === undefined ? null : (state.results[step.id]?.values.option ?? null)
}

/**
 * DRILL-CERTIFIED: every step fits the public record and the steps before it; the certificate in the bag is the one that the transcript
 * makes and names; and whatever key it or a restore says has signed, the record's own public key verifies it.
 * @returns one line each.
 * @throws CeremonyError `ceremony/verify-failed`, `attest/*`.
 */
export function verifyRecovery(plan: Plan, state: State, files: ReadonlyMap<string, Uint8Array>): readonly string[] {
  const { recovery } = plan
  if (recovery === undefined) return []
  for (const set of recovery.sets) checkRecovered(state, set)
  const lines = recovery.sets.flatMap((set) => verifySigned(state, set, files))
  const facts = factsOf(state, 'recovery/certificate', {})
  if (facts === undefined) return lines
  const certificate = certificateOf(plan, state, String(facts.time))
  if (Buffer.compare(encodeCertificate(certificate), take(files, names.certificatePath)) !== 0)
    throw failed(names.certificatePath, 'it is not the one that the transcript makes')
  if (facts.passed !== certificate.passed || facts.certificateSha256 !== sha256(take(files, names.certificatePath)))
    throw failed(names.certificatePath, 'the transcript names another one')
  const cards = certificate.sets.flatMap((set) => set.cards)
  const good = cards.filter((card) => card.good).length
  return [
    ...lines,
    `drill certificate: level ${certificate.level}, ${good} of ${cards.length} cards good, ${certificate.passed ? 'passed' : 'NOT PASSED'} (DRILL-CERTIFIED)`,
  ]
}

/** The files that a recovery leaves in the bag, as far as it came. */
export const recoveryPaths = (plan: Plan, state: State): readonly string[] => [
  ...(plan.recovery?.sets ?? []).flatMap(({ id }) =>
    factsOf(state, 'recovery/sign', { set: id }) === undefined ? [] : [names.recoveryProofPath(id)],
  ),
  ...(factsOf(state, 'recovery/certificate', {}) === undefined ? [] : [names.certificatePath]),
]

function verifySigned(state: State, set: RecoverySet, files: ReadonlyMap<string, Uint8Array>): readonly string[] {
  const facts = factsOf(state, 'recovery/sign', { set: set.id })
  if (facts === undefined) return []
  const { key } = recordOf(set)
  const path = names.recoveryProofPath(set.id)
  if (facts.envelopeSha256 !== sha256(take(files, path))) throw failed(path, 'the transcript names another one')
  verifyPossession(parseEnvelope(take(files, path), path), {
    ceremony: state.opened?.ceremony ?? '',
    planSha256: state.opened?.planDigest ?? '',
    transcriptHead: String(facts.transcriptHead),
    key: key.id,
    algorithm: key.algorithm,
    spki: new Uint8Array(Buffer.from(key.spki, 'base64')),
    objectId: String(facts.objectId),
    time: String(facts.time),
  })
  return [`recovery of ${set.id}: restored on ${String(facts.token)}, and it signed (ATT-POSSESSION)`]
}

function take(files: ReadonlyMap<string, Uint8Array>, path: string): Uint8Array {
  const bytes = files.get(path)
  if (bytes === undefined) throw failed(path, 'it is missing')
  return bytes
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const failed = (what: string, reason: string) => new CeremonyError('ceremony/verify-failed', { what, reason })

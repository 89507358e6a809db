// After the power cut: the station is laid as it was, opened again, and the same calm people go on to the bag.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { possessionPayload } from '../../core/attest/possession.ts'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import type { Algorithm } from '../../core/formats/algorithms.ts'
import type { Plan } from '../../core/formats/plan.ts'
import type { View } from '../../core/formats/view.ts'
import { realDisk as medium } from '../../core/media/disk.node.ts'
import type { Move, Player } from '../../electron/cli/play.ts'
import { objectIdOf } from '../../electron/host/actions/key.ts'
import { secretHostHere } from '../fakes/secret-host.ts'
import { putBack, type Snapshot } from '../host/snapshot.ts'
import { bytesOf, decisionOf, moveOn, reopenStation, type Station, secrets, transcriptOf } from '../host/station.ts'
import { settleProblems, unsaidSignatures } from './check.ts'
import { blobsIn, type Cut, type Day, digestsOf } from './cuts.ts'
import { stepsOf } from './scene.ts'

/** Nothing of these days outlives the process: to wait until a disk has flushed would prove nothing, hundreds of times. */
export const flushNothing = (): void => void Object.assign(medium, { syncFileSystem: async () => true })

/** Lays the station as it was when the power was cut, and opens it again. */
export function reopen({ plan, place }: Day, cut: Cut): Station {
  const table = putBack(place.directory, plan, cut)
  mkdirSync(blobsIn(place.directory), { recursive: true })
  const signed: string[] = [...cut.signed]
  table.afterCall = (call) => signed.push(...digestsOf(call))
  return reopenStation({ directory: place.directory, table, startSecretHost: secretHostHere })
}

/** @param steps - how many steps are passed; absent: all of them, to the bag. */
export async function goOnFrom(day: Day, cut: Cut, steps?: number): Promise<void> {
  const paper = paperHeadOf(cut)
  const station = reopen(day, cut)
  const people = afterACrash(station.player, paper)
  const from = station.files.recorder.state.cursor
  const there = (view: View): boolean =>
    view.bag !== null || (steps !== undefined && station.files.recorder.state.cursor >= from + steps)
  let view = station.host.view()
  while (!there(view)) view = await moved(day, cut, station, people.next(view))
  if (steps === undefined) expect(view.status, cut.name).toBe('closed')
  await station.host.leave()
  checkKeys(day.plan, cut, station)
  checkSigned(day, cut, station)
}

/** A bag that was not whole when the power came back is moved away by a person, and the same is asked once more. */
async function moved({ place }: Day, cut: Cut, station: Station, move: Move): Promise<View> {
  try {
    return await moveOn(station, move)
  } catch (error) {
    const bag = join(place.directory, 'bag')
    if ((error as { code?: unknown }).code === 'station/exists' && existsSync(bag)) {
      renameSync(bag, `${bag}-damaged`)
      return station.host.view()
    }
    throw new Error(`${cut.name}: ${String(error)}`, { cause: error })
  }
}

/** Each token holds the keys that it is to hold, and those that it held when the power was cut are the same ones. */
function checkKeys(plan: Plan, cut: Cut, station: Station): void {
  const closed = station.files.recorder.state.status === 'closed'
  for (const [id, token] of station.table.tokens) {
    const own = plan.keys.flatMap((key) =>
      'token' in key && key.token === id ? [objectIdOf('test-ceremony', key.id)] : [],
    )
    // While a backup is proven there is a copy on another token; at the end there is none. What a restore brings back stays.
    const recovered = (plan.recovery?.sets ?? []).filter(({ into }) => into === id)
    const kept =
      plan.ceremony === 'restore' ? recovered.map((set) => objectIdOf('test-ceremony', `${set.id}.restored`)) : []
    const most = own.length + restoredTo(plan, id) + recovered.length
    expect(token.keys.size, `${cut.name}: keys on ${id}`).toBeLessThanOrEqual(most)
    const atTheEnd = [...own, ...kept].toSorted()
    if (closed) expect([...token.keys.keys()].toSorted(), `${cut.name}: at the end, on ${id}`).toEqual(atTheEnd)
    // A backup locks its key, and may put the restored one in its place: the same key all the same.
    const before = cut.tokens.get(id)?.keys
    for (const objectId of own.filter((one) => before?.has(one)))
      expect(token.keys.get(objectId)?.key.spki, `${cut.name}: key of ${id}`).toEqual(before?.get(objectId)?.key.spki)
  }
}

/** How many steps of a backup are about this token: each may leave a key on it. */
const restoredTo = (plan: Plan, token: string): number =>
  stepsOf(plan).filter(
    (step) => step.kind === 'perform' && step.action.startsWith('backup/') && step.bound.token === token,
  ).length

/** Whatever was signed with the key of a root, before the cut and after it: the one root that was reviewed, and the statements
 * of possession that the transcript says were begun, byte for byte. */
function checkSigned({ place, plan }: Day, cut: Cut, station: Station): void {
  const lines = transcriptOf(place.directory)
  const events = lines.map(({ event }) => event)
  const reviewed = events.flatMap((event) =>
    event.type === 'outcome' && 'summary' in event.facts ? [event.facts] : [],
  )
  const signed = [...cut.signed, ...station.table.calls.flatMap(digestsOf)]
  for (const key of rootKeysOf(plan)) {
    const objectId = objectIdOf('test-ceremony', key.id)
    const digests = new Set(signed.filter((line) => line.startsWith(`${objectId} `)).map((line) => line.split(' ')[1]))
    const spki = station.table.tokens.get(key.token)?.keys.get(objectId)?.key.spki
    const proofs = spki === undefined ? [] : statementsOf(events, { ...key, objectId, spki })
    const others = [...digests].filter((digest) => digest !== undefined && !proofs.includes(digest))
    const done = events.some(
      (event) => event.type === 'outcome' && event.facts.key === key.id && 'registerOnToken' in event.facts,
    )
    const root = String(reviewed.at(-1)?.payloadSha256)
    // Where the power was cut after the review, it may have been signed and not be said yet.
    if (done || others.length > 0)
      expect(others, `${cut.name}: ${key.id} signed one root, and that one`).toEqual([root])
  }
  if (events.at(-1)?.type !== 'closed') return
  expect(settleProblems(lines), cut.name).toEqual([])
  const intents = events.flatMap((event) => (event.type === 'intent' && event.action === 'root/sign' ? [event] : []))
  expect(unsaidSignatures(lines, intents), cut.name).toEqual([])
  expect(signed.length, `${cut.name}: signatures, and intents to make one`).toBeLessThanOrEqual(signing(events))
}

/** SHA-256 of each statement that this key was to sign: begun, and perhaps not signed before the cut. */
function statementsOf(events: readonly CeremonyEvent[], key: RootKey & { objectId: string; spki: Uint8Array }) {
  const [opened] = events
  if (opened?.type !== 'opened') throw new Error('a transcript begins with its opening')
  const { ceremony, planDigest: planSha256 } = opened
  return events.flatMap((event) => {
    if (event.type !== 'intent' || event.action !== 'key/prove' || event.detail.key !== key.id) return []
    const { id, algorithm, spki, objectId } = key
    const { transcriptHead, time } = event.detail
    const fresh = { transcriptHead: String(transcriptHead), time: String(time) }
    const { message } = possessionPayload({ ceremony, planSha256, key: id, algorithm, spki, objectId, ...fresh })
    return [createHash('sha256').update(message).digest('hex')]
  })
}

/** How often an act that signs was begun. */
const signing = (events: readonly CeremonyEvent[]): number =>
  events.filter(
    (event) =>
      event.type === 'intent' &&
      (['key/prove', 'root/sign', 'recovery/sign', 'transcript/seal'].includes(event.action) ||
        event.action.startsWith('backup/')),
  ).length

type RootKey = { readonly id: string; readonly token: string; readonly algorithm: Algorithm }

function rootKeysOf(plan: Plan): readonly RootKey[] {
  const ids = new Set(plan.repositories.flatMap(({ roles }) => roles.root.keys))
  return plan.keys.flatMap((key) =>
    ids.has(key.id) && 'token' in key ? [{ id: key.id, token: key.token, algorithm: key.algorithm }] : [],
  )
}

export function linesOf(files: Snapshot['files']): readonly string[] {
  const bytes = files.get('station/test-ceremony/transcript.jsonl') ?? new Uint8Array()
  return new TextDecoder()
    .decode(bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1))
    .trimEnd()
    .split('\n')
}

export function eventAt(files: Snapshot['files'], seq: number): CeremonyEvent | undefined {
  const line = linesOf(files)[seq]
  return line === undefined ? undefined : (JSON.parse(line) as { event: CeremonyEvent }).event // the station wrote it
}

/** What stands last on the paper of the room: the head that was compared last. */
export function paperHeadOf(cut: Cut): string | undefined {
  const heads = linesOf(cut.files).flatMap((line) => {
    const { event } = JSON.parse(line) as { event: CeremonyEvent } // the station wrote it
    return event.type === 'answered' && event.values.head !== undefined ? [event.values.head] : []
  })
  return heads.at(-1)
}

/** The same calm people, who also read the head from paper, look into what was interrupted, and decide as it shows. */
export function afterACrash(people: Player, head: string | undefined): Player {
  return {
    next: (view: View): Move => {
      if (view.status === 'break') return { call: 'ceremony.resume', args: { by: 'emi', head: head ?? '' } }
      const { step, reconcile } = view
      if (reconcile === null || step === null) return people.next(view)
      const by = step.by[0]?.id ?? ''
      const slot = step.secrets.find((secret) => !secret.given)
      if (reconcile.shows !== null) return { call: 'ceremony.reconcile', args: { by, decision: decisionOf(reconcile) } }
      if (slot === undefined) return { call: 'ceremony.look', args: { by } }
      const value = bytesOf(secrets.pin(step.token ?? '', slot.slot))
      return { call: 'ceremony.secret', args: { step: step.id, slot: slot.slot, by: slot.by[0]?.id ?? '', value } }
    },
  }
}

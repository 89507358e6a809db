// A finished bag of the example plan over fakes, with two deviations, as files in memory.

import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import { readBag } from '../../core/media/bag.node.ts'
import { type BagReport, verifyBag } from '../../core/verify/bag.ts'
import { scripts } from '../../electron/host/scripts.ts'
import { thrown } from '../attest/thrown.ts'
import { ask, beginStation, playTo, scratch } from '../host/station.ts'
import { asBag, entriesOf, type Files } from './forge.ts'

export type Sample = {
  readonly files: Files
  /** Head of the transcript: what stands on paper. */
  readonly head: string
}

/** One early deviation, and one after everything was signed. */
export async function makeSample(): Promise<Sample> {
  const place = scratch()
  try {
    const station = beginStation({ directory: place.directory })
    await playTo(station, 'open/clock')
    await ask(station, 'ceremony.deviation', { by: 'emi', text: 'The clock on the wall stood still.' })
    await playTo(station, 'verify/seen')
    await ask(station, 'ceremony.deviation', { by: 'farid', text: 'Somebody left the room.' })
    const { bag, transcript } = await playTo(station, 'close')
    const { files } = await readBag(bag ?? '')
    await station.host.leave()
    return { files: new Map(files), head: transcript.head }
  } finally {
    place.remove()
  }
}

/** As an auditor verifies it, after the attacker made all manifests anew. */
export const verify = (files: Files, paperHead?: string): BagReport => verifyBag(asBag(files), scripts, paperHead)
export const refusal = (files: Files, paperHead?: string) => thrown(() => verify(files, paperHead))

export const bytesOf = (path: string, files: Files): Uint8Array => files.get(path) ?? new Uint8Array()
export const textOf = (path: string, files: Files): string => new TextDecoder().decode(bytesOf(path, files))

/** Tells the outcomes of an action, by what else their facts say. */
export function outcomeOf(files: Files, action: string, match: object = {}): (event: CeremonyEvent) => boolean {
  const intents = new Set(
    entriesOf(files).flatMap(({ seq, event }) => (event.type === 'intent' && event.action === action ? [seq] : [])),
  )
  return (event) =>
    event.type === 'outcome' &&
    intents.has(event.intent) &&
    Object.entries(match).every(([name, value]) => event.facts[name] === value)
}

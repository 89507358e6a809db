// Taking up a ceremony of 10,000 lines, against nothing but parsing and hashing them.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import { currentStep } from '../../core/ceremony/state.ts'
import { verifyTranscript } from '../../core/transcript/verify.ts'
import { openCeremony } from '../../electron/host/files.node.ts'
import type { Recorder } from '../../electron/host/recorder.node.ts'
import { fakeClock } from '../fakes/clock.ts'
import { fakeDisk } from '../fakes/disk.ts'
import { beginStation, dayOfCeremony, playTo, scratch } from '../host/station.ts'
import { type BenchRow, benchRow, interleave } from './row.ts'

const lines = 10_000
const rounds = 9

/**
 * `openCeremony` (lock, plan and script from the store, the chain, every event against its schema and the script, the
 * program's own digest, the restart recorded) ÷ `verifyTranscript` of the same file: each line parsed as strictly as the
 * station must, found canonical, hashed and linked. Both read it from memory (/dev/shm).
 */
export async function resumeRow(): Promise<BenchRow> {
  const place = scratch()
  try {
    const directory = await longCeremony(place.directory)
    const transcript = join(directory, 'transcript.jsonl')
    const measured = await interleave(
      rounds,
      () => time(() => takeUp(directory)),
      () => time(() => parseAndHash(transcript)),
    )
    const name = 'take up a ceremony of 10,000 lines ÷ parse and hash them'
    return benchRow({ name, unit: 'ms' }, measured, { atMost: 2 })
  } finally {
    place.remove()
  }
}

function time(run: () => number): number {
  const start = performance.now()
  const found = run()
  const took = performance.now() - start
  if (found < lines) throw new Error(`only ${found} lines were read`)
  return took
}

function takeUp(directory: string): number {
  const files = openCeremony({ directory, clock: fakeClock('2026-11-26T09:00:00.000Z'), disk: fakeDisk() })
  const { length } = files.recorder.state
  files.close()
  return length
}

const parseAndHash = (path: string): number => verifyTranscript(readFileSync(path), path).lines.length

/** A day to its first root signature, and then a very long wait with refusals, remarks and breaks. */
async function longCeremony(directory: string): Promise<string> {
  const station = beginStation({ directory, clock: fakeClock(dayOfCeremony), disk: fakeDisk() })
  const firstSignature = station.files.script.steps.find(
    (step) => step.kind === 'perform' && step.action === 'root/sign',
  )
  await playTo(station, firstSignature?.id ?? '')
  const { recorder } = station.files
  while (recorder.state.length < lines) recorder.record(nextEvent(recorder))
  await station.host.leave()
  return station.files.directory
}

function nextEvent({ state }: Recorder): CeremonyEvent {
  const step = currentStep(state)?.id ?? ''
  if (state.status === 'break') return { type: 'resumed', step, by: 'emi', headFromPaper: state.paperHead ?? '' }
  const text = 'The lamp over the table flickers; nothing else is as it should not be.'
  if (state.length % 50 === 0) return { type: 'deviation', step, by: 'emi', auth: 'claimed', text }
  if (state.length % 5 === 1) return { type: 'break', step, by: 'emi', reason: 'lunch', custody: text }
  return { type: 'refused', step, by: 'bruno', code: 'ceremony/four-eyes', detail: { step, missing: 'Chiara' } }
}

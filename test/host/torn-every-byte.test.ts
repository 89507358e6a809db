// The record of a ceremony, cut at its bytes and with one bit of each of them altered: the last line alone is ever given up.
// Judged by the chain of the lines alone: what they mean is looked at by other tests. Every byte of the lines of an act, every
// one around the end of a line, and one in three of the others; ANCHORITE_FAULTS=all: every byte.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isCeremonyError } from '../../core/errors.ts'
import { verifyTranscript } from '../../core/transcript/verify.ts'
import { TranscriptFile } from '../../electron/host/transcript-file.node.ts'
import { beginStation, playTo, scratch, transcriptOf } from './station.ts'

const oneIn = process.env.ANCHORITE_FAULTS === 'all' ? 1 : 3

let place = ''
let whole: Buffer
let events: ReturnType<typeof transcriptOf>

beforeAll(async () => {
  // In memory where there is some: thousands of files are made and flushed.
  place = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'anchorite-torn-'))
  const ceremony = scratch()
  const station = beginStation({ directory: ceremony.directory })
  await playTo(station, 'open/script-digest')
  events = transcriptOf(ceremony.directory)
  whole = readFileSync(join(ceremony.directory, 'station', 'test-ceremony', 'transcript.jsonl'))
  await station.host.leave()
  ceremony.remove()
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

/** Where it is cut or altered. */
function placesIn(bytes: Uint8Array): readonly number[] {
  const ends = [...bytes.keys()].filter((at) => bytes[at] === 0x0a)
  const near = new Set(ends.flatMap((end) => [end - 1, end, end + 1, end + 2]))
  const lastTwo = (ends.at(-3) ?? 0) + 1
  return [...Array(bytes.length + 1).keys()].filter((at) => at >= lastTwo || near.has(at) || at % oneIn === 0)
}

const path = () => join(place, 'transcript.jsonl')
const kept = (): readonly Buffer[] =>
  readdirSync(place)
    .filter((name) => name.includes('torn-at'))
    .map((name) => readFileSync(join(place, name)))

/** Open it as the station does after a power cut; the code where it is refused. */
function opened(bytes: Uint8Array): { readonly refused?: string; readonly torn?: Uint8Array | undefined } {
  for (const name of readdirSync(place)) rmSync(join(place, name))
  writeFileSync(path(), bytes)
  try {
    const { file, torn } = TranscriptFile.open(path(), undefined, (lines) => {
      verifyTranscript(lines, 'transcript.jsonl')
    })
    file.close()
    return { torn }
  } catch (error) {
    if (!isCeremonyError(error)) throw error
    return { refused: error.code }
  }
}

test('the record ends in an act: what was intended, then what came of it; a head is on paper', () => {
  expect(events.slice(-2).map(({ event }) => event.type)).toEqual(['intent', 'outcome'])
  expect(events.some(({ event }) => event.type === 'answered' && event.values.head !== undefined)).toBe(true)
})

test('cut at every byte (TRX-TORN): whole lines stay, what is torn is kept beside them, an empty record is refused', () => {
  const firstLine = whole.indexOf(0x0a) + 1
  for (const cut of placesIn(whole)) {
    const bytes = whole.subarray(0, cut)
    const { refused, torn } = opened(bytes)
    if (cut < firstLine) {
      expect(refused).toBe('transcript/empty')
      expect(readFileSync(path())).toEqual(bytes)
      continue
    }
    const end = bytes.lastIndexOf(0x0a) + 1
    expect(refused).toBeUndefined()
    expect(readFileSync(path()).equals(whole.subarray(0, end))).toBe(true)
    expect(Buffer.concat([torn ?? new Uint8Array()]).equals(bytes.subarray(end))).toBe(true)
    expect(Buffer.concat(kept()).equals(bytes.subarray(end))).toBe(true)
  }
})

test('one bit of any byte before the last line altered: refused by the chain, and left as it was found', () => {
  // The last line is bound by nothing yet: the head on paper, and the next line, bind it.
  const last = whole.lastIndexOf(0x0a, whole.length - 2) + 1
  for (const at of placesIn(whole).filter((each) => each < last)) {
    const bytes = Buffer.from(whole)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    const { refused } = opened(bytes)
    if (refused === undefined) expect.fail(`byte ${at} was altered and the record was taken`)
    expect(readFileSync(path()).equals(bytes)).toBe(true)
  }
})

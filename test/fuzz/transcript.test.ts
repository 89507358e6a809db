// A transcript with its lines taken out, doubled, exchanged, put in, or cut off: at every place, and by chance.
// What test/transcript and test/host/torn.test.ts do at some places is done here at all, with real entries of all kinds.

import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { replay } from '../../core/ceremony/replay.ts'
import { isCeremonyError } from '../../core/errors.ts'
import { verifyTranscript } from '../../core/transcript/verify.ts'
import { TranscriptFile } from '../../electron/host/transcript-file.node.ts'
import { expandSmall } from '../ceremony/small.ts'
import { fakeDisk } from '../fakes/disk.ts'
import { randomFrom } from './random.ts'
import { chained, eventsOfDay, goodTranscript } from './record-areas.ts'

const seed = Number(process.env.ANCHORITE_FUZZ_SEED ?? randomBytes(4).readUInt32BE())
const lines = Buffer.from(goodTranscript).toString('utf8').split('\n').slice(0, -1)
const fileOf = (changed: readonly string[]): Uint8Array => Buffer.from(changed.map((line) => `${line}\n`).join(''))

function codeOf(bytes: Uint8Array): string {
  try {
    verifyTranscript(bytes, 'transcript')
    return 'taken'
  } catch (error) {
    return isCeremonyError(error) ? error.code : String(error)
  }
}

const places = lines.map((_line, at) => at)

test('TRX-CHAIN refuses any one line taken out, doubled, or put where it does not belong', () => {
  for (const at of places) {
    const line = lines[at] ?? ''
    if (at < lines.length - 1)
      expect(codeOf(fileOf(lines.toSpliced(at, 1))), `without line ${at + 1}`).toBe('transcript/gap')
    for (const to of [...places, lines.length]) {
      expect(codeOf(fileOf(lines.toSpliced(to, 0, line))), `line ${at + 1} again before ${to + 1}`).toBe(
        'transcript/gap',
      )
      if (to === at || to === at + 1) continue
      const moved = lines.toSpliced(at, 1).toSpliced(to > at ? to - 1 : to, 0, line)
      expect(codeOf(fileOf(moved)), `line ${at + 1} moved before ${to + 1}`).toBe('transcript/gap')
    }
  }
})

test('TRX-CHAIN refuses a line of another transcript of the same plan in the place of its own', () => {
  const others = Buffer.from(
    chained(eventsOfDay().map((event) => (event.type === 'opened' ? { ...event, ceremony: 'small-2' } : event))),
  )
  const foreign = others.toString('utf8').split('\n')
  for (const at of places.slice(1)) {
    expect(codeOf(fileOf(lines.with(at, foreign[at] ?? ''))), `line ${at + 1}`).toBe('transcript/broken-link')
  }
})

test('TRX-CHAIN refuses lines put in any other order', () => {
  const random = randomFrom(seed)
  for (let index = 0; index < 200; index++) {
    const shuffled = lines.toSorted(() => (random.chance(50) ? 1 : -1))
    if (shuffled.join() === lines.join()) continue
    expect(codeOf(fileOf(shuffled)), `ANCHORITE_FUZZ_SEED=${seed} case ${index}`).toBe('transcript/gap')
  }
})

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'anchorite-fuzz-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** Open a file with these bytes as the station does at a restart. */
function reopened(bytes: Uint8Array): { readonly code: string; readonly torn: number; readonly kept: number } {
  const path = join(directory, 'transcript.jsonl')
  for (const name of readdirSync(directory)) rmSync(join(directory, name))
  writeFileSync(path, bytes)
  let lastLine = 0
  try {
    const opened = TranscriptFile.open(path, fakeDisk(), (whole) => {
      lastLine = whole.length
      replay(verifyTranscript(whole, 'transcript'), expandSmall(), 'transcript')
    })
    opened.file.close()
    expect(readFileSync(path)).toEqual(Buffer.from(bytes.subarray(0, lastLine)))
    const [beside] = readdirSync(directory).filter((name) => name.includes('torn'))
    const kept = beside === undefined ? 0 : readFileSync(join(directory, beside)).length
    return { code: 'taken', torn: opened.torn?.length ?? 0, kept }
  } catch (error) {
    if (!isCeremonyError(error)) throw error
    expect(readFileSync(path), 'a refused file stays as it was').toEqual(Buffer.from(bytes))
    expect(readdirSync(directory)).toEqual(['transcript.jsonl'])
    return { code: error.code, torn: 0, kept: 0 }
  }
}

test('cut off at any byte: a torn last line is kept beside, and nothing of the whole lines is lost', () => {
  const ends = places.map((at) => fileOf(lines.slice(0, at + 1)).length)
  const first = ends[0] ?? 0
  for (let length = 0; length <= goodTranscript.length; length++) {
    const whole = ends.findLast((end) => end <= length) ?? 0
    // Every byte around the ends of lines, and every sixty-first besides: each opens a file on the disk.
    if (!ends.some((end) => Math.abs(end - length) < 3) && length > first && length % 61 !== 0) continue
    const torn = length - whole
    const expected =
      length < first ? { code: 'transcript/empty', torn: 0, kept: 0 } : { code: 'taken', torn, kept: torn }
    expect(reopened(goodTranscript.subarray(0, length)), `${length} bytes`).toEqual(expected)
  }
})

test('cut off and damaged before: refused with the file as it was, torn line and all', () => {
  const random = randomFrom(seed)
  for (let index = 0; index < 150; index++) {
    const damaged = Uint8Array.from(goodTranscript.subarray(0, goodTranscript.length - random.below(60)))
    const at = random.below(damaged.lastIndexOf(0x0a, damaged.lastIndexOf(0x0a) - 1)) // not in the last whole line
    damaged[at] = (damaged[at] ?? 0) ^ (1 << random.below(8))
    expect(reopened(damaged).code, `ANCHORITE_FUZZ_SEED=${seed} case ${index}`).toMatch(/^transcript\//)
  }
})

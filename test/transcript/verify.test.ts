import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCeremonyError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/formats/json.ts'
import { digestOfEntry, type Entry, encodeEntry, GENESIS } from '../../core/transcript/entry.ts'
import { verifyTranscript } from '../../core/transcript/verify.ts'

function chain(events: readonly JsonObject[]): Uint8Array {
  let previous = GENESIS
  const lines: Uint8Array[] = []
  for (const [seq, event] of events.entries()) {
    const entry: Entry = { seq, time: new Date(1_790_000_000_000 + seq).toISOString(), previous, event }
    lines.push(encodeEntry(entry), Uint8Array.of(10))
    previous = digestOfEntry(entry)
  }
  return Buffer.concat(lines)
}

const refusal = (bytes: Uint8Array): string => {
  try {
    verifyTranscript(bytes, 'transcript.jsonl')
  } catch (error) {
    return isCeremonyError(error) ? error.code : `another error: ${String(error)}`
  }
  return 'accepted'
}

const events = Array.from({ length: 5 }, (_, n) => ({ type: 'note', n, text: `line ${n}` }))
const good = chain(events)
const linesOf = (bytes: Uint8Array): string[] => Buffer.from(bytes).toString().split('\n').slice(0, -1)
const joined = (lines: readonly string[]): Uint8Array => Buffer.from(lines.map((line) => `${line}\n`).join(''))

describe('TRX-CHAIN: the chain of a transcript', () => {
  it('refuses an empty file', () => {
    expect(refusal(new Uint8Array())).toBe('transcript/empty')
  })

  it('TRX-CHAIN refuses a line taken out, at every place but the last', () => {
    for (let at = 0; at < events.length - 1; at++) {
      expect(refusal(joined(linesOf(good).toSpliced(at, 1)))).toBe('transcript/gap')
    }
  })

  it('TRX-CHAIN refuses two lines exchanged, and one doubled', () => {
    const [a = '', b = '', ...rest] = linesOf(good)
    expect(refusal(joined([b, a, ...rest]))).toBe('transcript/gap')
    expect(refusal(joined([a, a, b, ...rest]))).toBe('transcript/gap')
  })

  it('TRX-CHAIN refuses an edited line, even when its number is right', () => {
    const lines = linesOf(good)
    lines[2] = lines[2]?.replace('line 2', 'line X') ?? ''
    expect(refusal(joined(lines))).toBe('transcript/broken-link')
  })

  it('refuses one altered byte anywhere but in the text of the last entry, whose digest is the head', () => {
    const { head } = verifyTranscript(good, 't')
    for (let at = 0; at < good.length; at++) {
      const altered = Uint8Array.from(good)
      altered[at] = (altered[at] ?? 0) ^ 1
      const result = refusal(altered)
      if (result === 'accepted') expect(verifyTranscript(altered, 't').head).not.toBe(head)
      else expect(result).toMatch(/^transcript\//)
    }
  })

  it('refuses a last line without its newline, at every length', () => {
    const lastStart = Buffer.from(good.subarray(0, -1)).lastIndexOf(10) + 1
    for (let end = lastStart + 1; end < good.length; end++)
      expect(refusal(good.subarray(0, end))).toBe('transcript/torn')
  })

  it('refuses another spelling of the same JSON: blanks, order, escapes, a carriage return', () => {
    const [first = ''] = linesOf(good)
    expect(refusal(joined([first.replace('{', '{ ')]))).toBe('transcript/line')
    expect(refusal(joined([`${first}\r`]))).toBe('transcript/line')
    expect(refusal(joined([first.replace('"note"', '"\\u006eote"')]))).toBe('transcript/line')
    const { event, previous, seq, time } = JSON.parse(first)
    expect(refusal(joined([JSON.stringify({ time, seq, previous, event })]))).toBe('transcript/line')
  })

  it('refuses a time that no clock shows', () => {
    const [first = ''] = linesOf(good)
    for (const time of ['2026-13-01T00:00:00.000Z', '2026-02-30T00:00:00.000Z', '2026-11-21T09:00:00Z', 'now']) {
      expect(refusal(joined([first.replace(/"time":"[^"]*"/, `"time":"${time}"`)]))).toBe('transcript/line')
    }
  })

  it('gives the digest of the last line as head, as anyone can compute it', () => {
    const last = linesOf(good).at(-1) ?? ''
    const digest = createHash('sha256')
      .update(Buffer.from(`anchorite/transcript-entry/v1\0${last}`))
      .digest('hex')
    expect(verifyTranscript(good, 't').head).toBe(digest)
  })

  it('never crashes: any bytes are refused or verified', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(refusal(bytes)).not.toMatch(/^another/)
      }),
      { numRuns: 500 },
    )
  })

  it('verifies any chain of events that was written by encodeEntry', () => {
    const event = fc.dictionary(
      fc.string({ unit: 'grapheme' }).filter((name) => name !== '__proto__'),
      fc.oneof(fc.string({ unit: 'grapheme' }), fc.maxSafeInteger(), fc.boolean()),
    )
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 6 }), (list) => {
        const bytes = chain(list.map((item) => JSON.parse(JSON.stringify(item).replaceAll(':-0', ':0'))))
        expect(verifyTranscript(bytes, 't').lines.length).toBe(list.length)
      }),
      { numRuns: 200 },
    )
  })
})

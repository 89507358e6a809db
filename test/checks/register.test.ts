import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  encodeRegister,
  encodeTokenEntry,
  forkOf,
  parseRegister,
  parseTokenEntry,
  type RegisterEntry,
} from '../../core/checks/register.ts'
import { isCeremonyError } from '../../core/errors.ts'

const entry: RegisterEntry = {
  keySpkiSha256: 'ab'.repeat(32),
  repository: 'acme/update',
  role: 'root',
  version: 3,
  payloadSha256: 'cd'.repeat(32),
  time: '2026-11-24T10:00:00Z',
  ceremony: 'acme-root-2027',
}

const digest = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'))
const entries = fc.array(
  fc.record({
    keySpkiSha256: digest,
    repository: fc.string({ unit: 'grapheme', maxLength: 40 }),
    role: fc.constant('root' as const),
    version: fc.integer({ min: 1, max: 1e9 }),
    payloadSha256: digest,
    time: fc.constant(entry.time),
    ceremony: fc.string({ maxLength: 20 }),
  }),
  { maxLength: 4 },
)

function lineOf(text: string): number | undefined {
  try {
    parseRegister(Buffer.from(text), 'register.jsonl')
    return undefined
  } catch (error) {
    if (!isCeremonyError(error, 'register/line')) throw error
    return error.detail.line
  }
}

describe('the signing register', () => {
  it('refuses a line that is cut, edited, reordered inside, or has one name more or less', () => {
    const line = Buffer.from(encodeRegister([entry])).toString()
    const bad = [
      line.slice(0, -1),
      line.replace('"version":3', '"version":0'),
      line.replace('"version":3', '"version": 3'),
      line.replace('"version":3', '"version":3,"x":1'),
      line.replace('abab', 'ABab'),
      line.replace('abab', ''),
      line.replace('T10', 'T25'),
      line.replace('register/v1', 'register/v2'),
      line.replace('"role":"root"', '"role":"targets"'),
      '\n',
      'null\n',
      `${'['.repeat(100)}\n`,
      `"${'x'.repeat(5000)}"\n`,
    ]
    for (const text of bad) {
      expect(lineOf(line + text)).toBe(2)
      expect(text).not.toBe(line)
    }
    expect(lineOf(line + line)).toBeUndefined()
  })

  it('reads back what it writes, and is appended to line by line', () => {
    fc.assert(
      fc.property(entries, entries, (one, two) => {
        const bytes = Buffer.concat([encodeRegister(one), encodeRegister(two)])
        expect(parseRegister(bytes, 'r')).toEqual([...one, ...two])
        for (const each of one) expect(parseTokenEntry(encodeTokenEntry(each), 't')).toEqual(each)
      }),
      { numRuns: 100 },
    )
  })

  it('refuses a data object of a token that is anything but one entry', () => {
    const good = Buffer.from(encodeTokenEntry(entry)).toString()
    for (const bad of ['', '[]', '{}', `${good} `, good.replace(',3,', ',"3",'), good.replace(']', ',1]')]) {
      expect(() => parseTokenEntry(Buffer.from(bad), 'token')).toThrow(/register\/line/)
    }
  })
})

describe('ROOT-FORK', () => {
  const other = 'ee'.repeat(32)

  it('finds other bytes under the same version, and under a lower one', () => {
    expect(forkOf([entry], { ...entry, payloadSha256: other })).toBe(entry)
    expect(forkOf([entry], { ...entry, payloadSha256: other, version: 2 })).toBe(entry)
  })

  it('lets the same bytes be signed again, the next version, another key and another repository', () => {
    const free = [
      entry,
      { ...entry, payloadSha256: other, version: 4 },
      { ...entry, payloadSha256: other, keySpkiSha256: other },
      { ...entry, payloadSha256: other, repository: 'acme/other' },
    ]
    for (const candidate of free) expect(forkOf([entry], candidate)).toBeUndefined()
  })

  it('names the highest version that was signed', () => {
    const later = { ...entry, version: 9 }
    expect(forkOf([entry, later, entry], { ...entry, payloadSha256: other })).toBe(later)
  })

  it('still finds the fork when the same bytes were signed too', () => {
    const forked = { ...entry, payloadSha256: other }
    expect(forkOf([entry, forked], entry)).toBe(forked)
  })
})

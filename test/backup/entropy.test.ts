import { createHmac, randomInt } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { checkDice, minRolls, mixSecret, namesOf } from '../../core/backup/entropy.ts'
import { isCeremonyError } from '../../core/errors.ts'

const rolls = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))
const fair = (count: number): string => Array.from({ length: count }, () => randomInt(1, 7)).join('')

const reasonOf = (text: string): string => {
  try {
    checkDice(rolls(text))
    return 'taken'
  } catch (error) {
    return isCeremonyError(error, 'backup/dice') ? error.detail.reason : String(error)
  }
}

describe('dice are refused', () => {
  test.each([
    ['none at all', '', 'there are 0 rolls'],
    ['98 of them', fair(98), 'there are 98 rolls'],
    ['a seven', `${fair(99)}7`, 'something else than 1 to 6'],
    ['a letter', `${fair(99)}a`, 'something else than 1 to 6'],
    ['always a six', '6'.repeat(120), 'too unevenly'],
    ['hardly a one', '2345623456'.repeat(20), 'too unevenly'],
    ['what a tired hand types', '123456'.repeat(20), 'a pattern repeats'],
    ['a long pattern', '6152431463522514'.repeat(9), 'a pattern repeats'],
  ])('%s', (_what, text, reason) => {
    expect(reasonOf(text)).toContain(reason)
    if (text.length > 20) expect(reasonOf(text)).not.toContain(text.slice(0, 20))
  })

  test('one face nine times in a row', () => {
    const text = `${'135246'.repeat(10)}222222222${'461351'.repeat(8)}1`
    expect(reasonOf(text)).toContain('in a row')
  })

  test('fair ones hardly ever: of 2,000 at most 5', () => {
    const refused = Array.from({ length: 2000 }, () => reasonOf(fair(minRolls + 1))).filter(
      (reason) => reason !== 'taken',
    )
    expect(refused.length).toBeLessThanOrEqual(5)
  })
})

describe('the secret', () => {
  const os = new Uint8Array(32).fill(1)
  const token = { serial: 'abc', bytes: new Uint8Array(32).fill(2) }
  const dice = rolls('1234565432'.repeat(10))

  test('is HKDF-SHA-256 over all sources, as RFC 5869 has it, computed here by hand', () => {
    const length = (bytes: Uint8Array) => Buffer.from([0, 0, 0, bytes.length])
    const material = Buffer.concat([length(os), os, length(token.bytes), token.bytes, length(dice), dice])
    const extracted = createHmac('sha256', 'anchorite/backup-secret/v1').update(material).digest()
    const expanded = createHmac('sha256', extracted)
      .update(Buffer.from([1]))
      .digest()
    expect(Buffer.from(mixSecret({ operatingSystem: os, token, dice }))).toEqual(expanded)
  })

  test('changes with each source; none can stand in for another', () => {
    const all = [
      { operatingSystem: os },
      { operatingSystem: os, token },
      { operatingSystem: os, dice },
      { operatingSystem: os, token, dice },
      { operatingSystem: os, token: { serial: 'abc', bytes: dice } },
      { operatingSystem: Buffer.concat([os, token.bytes]) },
    ].map((sources) => Buffer.from(mixSecret(sources)).toString('hex'))
    expect(new Set(all).size).toBe(all.length)
  })

  test('is not made of too little', () => {
    expect(() => mixSecret({ operatingSystem: new Uint8Array(31) })).toThrow(RangeError)
    expect(() => mixSecret({ operatingSystem: os, token: { serial: 'a', bytes: new Uint8Array(16) } })).toThrow(
      RangeError,
    )
  })

  test('names its sources, and the token by serial', () =>
    expect(namesOf({ operatingSystem: os, token, dice })).toEqual([
      'operating system',
      'token abc',
      '100 rolls of dice',
    ]))
})

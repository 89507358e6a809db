// The small pure parts: return codes, PIN flags, text of a module, DER.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ckrOf } from '../../core/token/ckr.ts'
import { encodeDer, encodeInteger, readDer, readInteger, TAG } from '../../core/token/der.ts'
import { soPinState, userPinState } from '../../core/token/pin-state.ts'
import { escapeText } from '../../core/token/untrusted-text.ts'

describe('a return code', () => {
  test.each([
    ['CKR_PIN_INCORRECT:160', 'CKR_PIN_INCORRECT'],
    ['CKR_ATTRIBUTE_READ_ONLY:16', 'CKR_ATTRIBUTE_READ_ONLY'],
    ['CKR_DEVICE_ERROR', 'CKR_DEVICE_ERROR'],
    ['CKR_VENDOR_DEFINED:2147483649', 'CKR_VENDOR_DEFINED(0x80000001)'],
    ['CKR_VENDOR_DEFINED:320', 'CKR_CURVE_NOT_SUPPORTED'],
    ['CKR_VENDOR_DEFINED:30583', 'CKR_UNKNOWN(0x7777)'],
    ['Argument 2 has wrong type. Should be a String', undefined],
  ])('is read from "%s" as %s', (message, name) => {
    expect(ckrOf(new Error(message))).toBe(name)
  })

  test('of a vendor is read from `code` where the message has the name alone', () => {
    expect(ckrOf(Object.assign(new Error('CKR_VENDOR_DEFINED'), { code: 0x80000002 }))).toBe(
      'CKR_VENDOR_DEFINED(0x80000002)',
    )
    expect(ckrOf('CKR_OK')).toBeUndefined()
  })
})

describe('the PIN flags', () => {
  test.each([
    ['SoftHSM, never initialised', 0xc00025, 'not-set', 'not-set'],
    ['initialised, no user PIN', 0x400, 'not-set', 'ok'],
    ['all well', 0x408, 'ok', 'ok'],
    ['user PIN low', 0x10408, 'low', 'ok'],
    ['user PIN final, which is low too', 0x30408, 'final-try', 'ok'],
    ['user PIN locked', 0x70408, 'locked', 'ok'],
    ['locked beats "not set"', 0x40400, 'locked', 'ok'],
    ['SO PIN low', 0x100408, 'ok', 'low'],
    ['SO PIN final', 0x300408, 'ok', 'final-try'],
    ['SO PIN locked', 0x700408, 'ok', 'locked'],
    ['SO PIN locked before any initialisation, without "to be changed"', 0x400005, 'not-set', 'locked'],
  ])('say (%s)', (_name, flags, user, so) => {
    expect([userPinState(flags), soPinState(flags)]).toEqual([user, so])
  })
})

describe('text of a module', () => {
  test('becomes printable ASCII of bounded length, and different texts stay different', () => {
    const unpadded = fc.string({ unit: 'binary', maxLength: 64 }).map((text) => text.replace(/[ \0]+$/, ''))
    fc.assert(
      fc.property(unpadded, unpadded, (a, b) => {
        expect(escapeText(a)).toMatch(/^[\x20-\x7e]{0,644}$/)
        expect(escapeText(a) === escapeText(b)).toBe(a === b)
      }),
    )
    expect(escapeText('x'.repeat(1000)).length).toBeLessThan(100)
    expect(escapeText('acme \0 \0')).toBe('acme')
    expect(escapeText('\\u{a}')).not.toBe(escapeText('\n'))
  })
})

describe('DER', () => {
  test('reads back what it wrote, for every length form', () => {
    for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536]) {
      const content = new Uint8Array(length).fill(1)
      expect(readDer(TAG.octetString, encodeDer(TAG.octetString, content))).toEqual(content)
    }
  })

  test('refuses another tag, a longer length form, an open length, bytes missing or left over', () => {
    for (const bytes of [[2, 1, 1], [4, 0x81, 1, 1], [4, 0x82, 0, 1, 1], [4, 0x80, 0, 0], [4, 2, 1], [4, 1, 1, 1], [4]])
      expect(readDer(TAG.octetString, Uint8Array.from(bytes))).toBeUndefined()
  })

  test('writes integers in their only form and refuses every other', () => {
    const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex')
    expect(hex(encodeInteger(Uint8Array.of(0, 0, 0x80)))).toBe('02020080')
    expect(hex(encodeInteger(Uint8Array.of(0, 0)))).toBe('020100')
    expect(hex(readInteger(Uint8Array.of(0, 0x80)))).toBe('80')
    for (const content of [[], [0x80], [0, 1], [0, 0]]) expect(readInteger(Uint8Array.from(content))).toBeUndefined()
  })
})

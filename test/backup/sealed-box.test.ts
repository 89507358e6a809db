import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boxOverheadBytes } from '../../core/backup/box-size.ts'
import { newReceiver, seal } from '../../core/backup/sealed-box.node.ts'

const secret = new Uint8Array(32).fill(7)

describe('a sealed box', () => {
  it('is opened by no other receiver', () => {
    expect(newReceiver().open(seal(newReceiver().publicKey, secret, 'kek'), 'kek')).toBeUndefined()
  })

  it('is opened for no other purpose', () => {
    const receiver = newReceiver()
    expect(receiver.open(seal(receiver.publicKey, secret, 'random'), 'kek')).toBeUndefined()
  })

  it('is not opened where one bit of it was changed, wherever', () => {
    const receiver = newReceiver()
    const box = seal(receiver.publicKey, secret, 'kek')
    fc.assert(
      fc.property(fc.nat(box.length * 8 - 1), (bit) => {
        const other = Uint8Array.from(box)
        other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        // The highest bit of an X25519 key is ignored (RFC 7748 section 5), but it is bound by the salt.
        expect(receiver.open(other, 'kek')).toBeUndefined()
      }),
    )
  })

  it('is not opened where it was cut, and nothing throws', () => {
    const receiver = newReceiver()
    const box = seal(receiver.publicKey, secret, 'kek')
    for (let length = 0; length < box.length; length++)
      expect(receiver.open(box.subarray(0, length), 'kek')).toBeUndefined()
  })

  it('is not opened where its sender is a point of low order', () => {
    expect(newReceiver().open(new Uint8Array(boxOverheadBytes + 32), 'kek')).toBeUndefined()
  })

  it('is sealed to no key that is none', () => {
    expect(() => seal(new Uint8Array(31), secret, 'kek')).toThrow(RangeError)
    expect(() => seal(new Uint8Array(32), secret, 'kek')).toThrow(RangeError)
  })

  it('gives what was put in, each time in another box', () => {
    const receiver = newReceiver()
    const [one, other] = [seal(receiver.publicKey, secret, 'kek'), seal(receiver.publicKey, secret, 'kek')]
    expect(Buffer.compare(one, other)).not.toBe(0)
    expect(one.length).toBe(secret.length + boxOverheadBytes)
    expect(Buffer.from(receiver.open(one, 'kek') ?? [])).toEqual(Buffer.from(secret))
  })
})

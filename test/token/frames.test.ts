import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAnswer, tokenRefusals } from '../../core/token/answers.ts'
import { decodeFrame, encodeFrame, frameLength } from '../../core/token/frames.ts'
import { parseMessage } from '../../core/token/messages.ts'

const frameOf = (json: string, bytes: readonly number[] = []) => {
  const text = Buffer.from(json)
  const frame = Buffer.concat([Buffer.alloc(8), text, Buffer.from(bytes)])
  frame.writeUInt32BE(frame.length - 4, 0)
  frame.writeUInt32BE(text.length, 4)
  return frame
}

describe('a frame', () => {
  test.each([
    ['too short', Buffer.from([0, 0, 0, 1])],
    ['of another length than it says', Buffer.concat([frameOf('1'), Buffer.of(0)])],
    ['with JSON that is longer than the frame', Buffer.from([0, 0, 0, 5, 0, 0, 0, 9, 0x31])],
    ['that is not JSON', frameOf('{"a":')],
    ['nested too deep', frameOf('['.repeat(20) + ']'.repeat(20))],
    ['nested so deep that recursion would end', frameOf('['.repeat(200_000) + ']'.repeat(200_000))],
    ['with bytes outside', frameOf('{"bytes":[0,3]}', [1, 2])],
    ['with bytes from a negative place', frameOf('{"bytes":[-1,1]}', [1, 2])],
    ['with bytes at no number', frameOf('{"bytes":["0",1]}', [1, 2])],
    ['with bytes at nothing', frameOf('{"bytes":null}', [1, 2])],
  ])('is refused when it is %s', (_name, frame) => {
    expect(decodeFrame(frame)).toBeUndefined()
  })

  test('does not change a prototype', () => {
    const value = decodeFrame(frameOf('{"__proto__":{"polluted":1}}'))?.value
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(({} as { polluted?: number }).polluted).toBeUndefined() // the cast names what must not be there
  })

  test('gives back every message it was made of, Buffers and views as bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 40 })
    const leaf = fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), fc.string(), bytes)
    const message = fc.dictionary(
      fc.string().filter((name) => name !== 'bytes'),
      fc.oneof(leaf, fc.array(leaf)),
    )
    fc.assert(
      fc.property(message, (value) => {
        const frame = encodeFrame(value)
        expect(frameLength(frame)).toBe(frame.length)
        expect(decodeFrame(frame)?.value).toEqual({ ...value }) // fast-check also makes objects without prototype
      }),
      { numRuns: 200 },
    )
    const view = Buffer.from('xxabcxx').subarray(2, 5)
    expect(decodeFrame(encodeFrame({ a: [view] }))?.value).toEqual({ a: [Uint8Array.from([97, 98, 99])] })
  })
})

describe('an answer of the token process', () => {
  const info = {
    serial: 'a1',
    label: 'acme',
    manufacturer: 'm',
    model: 'm',
    firmware: '1.0',
    initialised: true,
    userPin: 'ok',
    soPin: 'ok',
    ownPad: false,
    mechanisms: [1],
  }

  test.each([
    ['list', [{ ...info, userPin: 'fine' }]],
    ['list', [{ ...info, extra: 1 }]],
    ['list', [{ ...info, serial: 'a\u001b[2J' }]],
    ['list', [{ ...info, label: 'x'.repeat(1000) }]],
    ['list', info],
    ['login', 'welcome'],
    ['sign', [new Uint8Array(64)]],
    ['sign', 'signature'],
    ['readData', new Uint8Array(70_000)],
    ['readData', new Uint8Array(0)],
    ['writeData', 1],
    ['findKey', { objectId: 'a1' }],
  ] as const)('is refused for %s when its shape is wrong (%j)', (call, answer) => {
    expect(parseAnswer(call, answer)).toHaveProperty('problem')
  })

  test('is refused as a message with a foreign code, control characters or a nested detail', () => {
    const refusal = { id: 1, kind: 'refusal', code: 'token/failed', detail: { call: 'C_Sign', ckr: 'CKR_OK' } }
    expect(parseMessage(refusal, tokenRefusals)).toEqual(refusal)
    expect(parseMessage({ ...refusal, code: 'plan/anything' }, tokenRefusals)).toBeUndefined()
    expect(parseMessage({ ...refusal, detail: { call: '\u001b[2J' } }, tokenRefusals)).toBeUndefined()
    expect(parseMessage({ ...refusal, detail: { call: { deep: 1 } } }, tokenRefusals)).toBeUndefined()
    expect(parseMessage({ id: 1, kind: 'answer' }, tokenRefusals)).toBeUndefined()
  })

  test('is taken when it is whole, as a copy of the bytes', () => {
    expect(parseAnswer('list', [info])).toEqual({ answer: [info] })
    const signature = Uint8Array.of(1, 2)
    const parsed = parseAnswer('sign', signature)
    signature.fill(0)
    expect(parsed).toEqual({ answer: Uint8Array.of(1, 2) })
  })
})

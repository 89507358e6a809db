import { describe, expect, it } from 'vitest'
import { pae } from '../../core/attest/dsse.ts'
import { possessionPayload } from '../../core/attest/possession.ts'
import { parseSeal, type SealContext, sealPayload, verifySeal } from '../../core/attest/seal.ts'
import { sha256Hex } from '../../core/media/manifest.ts'
import { digestOfEntry, type Entry, encodeEntry, GENESIS } from '../../core/transcript/entry.ts'
import { wordsOfDigest } from '../../core/transcript/words.ts'
import { ed25519Key, envelopeBy, p256Key } from './keys.ts'
import { thrown } from './thrown.ts'

const one = p256Key()
const two = ed25519Key()
const expected: SealContext = {
  ceremony: 'acme-root-2027',
  mode: 'rehearsal',
  planSha256: '11'.repeat(32),
  expansionSha256: '22'.repeat(32),
  manifestSha256: '33'.repeat(32),
}
const sealed = transcriptOf(['opened', 'signed', 'exported'])
const signable = sealPayload(sealed, { ...expected, time: '2026-11-24T12:00:00.000Z' })
const seal = envelopeBy([one, two], signable)
const request = { transcript: sealed, expected, keys: [one, two], threshold: 2 }

describe('ATT-SEAL: a seal is refused', () => {
  it('where the transcript ends before the sealed entry', () => {
    const transcript = transcriptOf(['opened', 'signed'])
    expect(thrown(() => verifySeal(seal, { ...request, transcript }))).toMatchObject({
      code: 'attest/mismatch',
      detail: { rule: 'ATT-SEAL', path: 'entries' },
    })
  })

  it('where a whole chain was made anew with another event', () => {
    const transcript = transcriptOf(['opened', 'signed twice', 'exported'])
    expect(thrown(() => verifySeal(seal, { ...request, transcript }))).toMatchObject({
      code: 'attest/mismatch',
      detail: { path: 'head' },
    })
  })

  it('where the transcript does not chain', () => {
    const text = Buffer.from(sealed).toString().replace('signed', 'sighed')
    expect(thrown(() => verifySeal(seal, { ...request, transcript: Buffer.from(text) })).code).toBe(
      'transcript/broken-link',
    )
  })

  const others: readonly Partial<SealContext>[] = [
    { ceremony: 'another' },
    { mode: 'production' },
    { planSha256: '44'.repeat(32) },
    { expansionSha256: '44'.repeat(32) },
    { manifestSha256: '44'.repeat(32) },
  ]
  it.each(others.map((change) => [Object.keys(change)[0] ?? '', change] as const))(
    'over another %s',
    (path, change) => {
      expect(thrown(() => verifySeal(seal, { ...request, expected: { ...expected, ...change } }))).toMatchObject({
        code: 'attest/mismatch',
        detail: { rule: 'ATT-SEAL', path },
      })
    },
  )

  it('where the digest of the file does not fit, though the head does', () => {
    const text = Buffer.from(signable.payload).toString().replace(sha256Hex(sealed), '66'.repeat(32))
    const payload = Buffer.from(text)
    const wrong = envelopeBy([one, two], { ...signable, payload, message: pae(signable.payloadType, payload) })
    expect(thrown(() => verifySeal(wrong, request))).toMatchObject({
      code: 'attest/mismatch',
      detail: { path: 'prefixSha256' },
    })
  })

  it('where too few seal keys signed', () => {
    expect(thrown(() => verifySeal(envelopeBy([one], signable), request)).code).toBe('attest/threshold')
  })

  it('where the keys signed a proof of possession instead', () => {
    const possession = possessionPayload({
      ceremony: expected.ceremony,
      planSha256: expected.planSha256,
      transcriptHead: '55'.repeat(32),
      key: 'witness-a',
      algorithm: one.algorithm,
      spki: one.spki,
      objectId: '01',
      time: '2026-11-24T12:00:00.000Z',
    })
    expect(thrown(() => verifySeal(envelopeBy([one, two], possession), request)).code).toBe('attest/type')
  })

  it('where its own fields contradict each other', () => {
    const text = Buffer.from(signable.payload).toString()
    const [first = ''] = wordsOfDigest(parseSeal(signable.payload, 'seal').head)
    for (const bad of [
      text.replace('"entries":3', '"entries":4'),
      text.replace(`["${first}"`, '["aardvark2"'),
      text.replace('"mode":"rehearsal"', '"mode":"exercise"'),
      text.replace('"name":"transcript.jsonl"', '"name":"other.jsonl"'),
    ]) {
      expect(bad).not.toBe(text)
      expect(thrown(() => parseSeal(Buffer.from(bad), 'seal')).code).toBe('json/shape')
    }
  })
})

describe('ATT-SEAL: a seal is accepted', () => {
  it('over the whole transcript, with its words', () => {
    const verified = verifySeal(seal, request)
    expect(verified).toMatchObject({ seq: 2, entriesAfter: 0, prefixSha256: sha256Hex(sealed), ...expected })
    expect(verified.signedBy).toEqual([one.keyid, two.keyid].sort())
    expect(Buffer.from(signable.payload).toString()).toContain(`"headWords":["${wordsOfDigest(verified.head)[0]}"`)
  })

  it('over the part before the entries that record the sealing, and counts those', () => {
    const transcript = transcriptOf(['opened', 'signed', 'exported', 'sealed', 'closed'])
    expect(verifySeal(seal, { ...request, transcript })).toMatchObject({ seq: 2, entriesAfter: 2 })
  })
})

function transcriptOf(types: readonly string[]): Uint8Array {
  let previous = GENESIS
  const lines = types.map((type, seq) => {
    const entry: Entry = { seq, time: '2026-11-24T09:00:00.000Z', previous, event: { type } }
    previous = digestOfEntry(entry)
    return Buffer.from(encodeEntry(entry)).toString()
  })
  return Buffer.from(`${lines.join('\n')}\n`)
}

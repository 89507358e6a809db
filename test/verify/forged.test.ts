// Ever deeper forgeries: files swapped, facts changed, the chain made anew, sealed again. Each is refused, and said which.

import { beforeAll, describe, expect, test } from 'vitest'
import { encodeEnvelope, keyidOf } from '../../core/attest/dsse.ts'
import { possessionPayload } from '../../core/attest/possession.ts'
import { sealPayload } from '../../core/attest/seal.ts'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import { expand } from '../../core/ceremony/expand.ts'
import { encodeExpanded, expansionDigest } from '../../core/ceremony/expanded.ts'
import type { JsonObject } from '../../core/formats/json.ts'
import { encodePlan, type Plan, parsePlanJson, planDigest } from '../../core/formats/plan.ts'
import { verifyTranscript } from '../../core/transcript/verify.ts'
import { scripts } from '../../electron/host/scripts.ts'
import { makeKey } from '../tuf/make.ts'
import { entriesOf, type Files, rechain, refit, sha256 } from './forge.ts'
import { bytesOf, makeSample, outcomeOf, refusal, textOf, verify } from './sample.ts'

let whole: Files
let head = ''
beforeAll(async () => {
  ;({ files: whole, head } = await makeSample())
})

const copy = (): Files => new Map(whole)
const planOf = (): Plan => parsePlanJson(bytesOf('data/plan.json', whole), 'plan.json')

const withFacts = (event: CeremonyEvent, facts: JsonObject): CeremonyEvent =>
  event.type === 'outcome' ? { ...event, facts: { ...event.facts, ...facts } } : event

const factOf = (event: CeremonyEvent, name: string): unknown =>
  event.type === 'outcome' ? event.facts[name] : undefined

describe('the attacker swaps (CER-PAYLOAD)', () => {
  const other = makeKey('ecdsa-p256')
  const swapped = () => copy().set('data/keys/root-a.pem', Buffer.from(pemOf(other.spki)))

  test('a public key: the manifest; with the transcript chained anew, the key; with the facts changed, the proof', () => {
    expect(refusal(swapped())).toMatchObject({
      code: 'ceremony/verify-failed',
      detail: { what: 'manifest-sha256.txt' },
    })
    expect(refusal(rechain(swapped()))).toMatchObject({
      code: 'ceremony/verify-failed',
      detail: { what: 'keys/root-a.pem' },
    })
    const isIt = outcomeOf(whole, 'key/generate', { key: 'root-a' })
    const told = rechain(swapped(), (event) =>
      isIt(event) ? withFacts(event, { spkiSha256: sha256(other.spki) }) : event,
    )
    expect(refusal(told).code).toMatch(/^(attest|transcript)\//)
  })

  test('a public key for a private one, for two, or for none', () => {
    const pem = textOf('data/keys/root-a.pem', whole)
    for (const text of [`${pem}${pem}`, `${pem}\n`, pem.replaceAll('PUBLIC', 'PRIVATE'), 'x', '']) {
      const files = rechain(copy().set('data/keys/root-a.pem', Buffer.from(text)))
      expect(refusal(files), text).toMatchObject({
        code: 'ceremony/verify-failed',
        detail: { what: 'keys/root-a.pem' },
      })
    }
  })

  test('the root: one signed by other keys, one with a signature less, and another spelling of the same', () => {
    const path = 'data/metadata/acme/update/1.root.json'
    const root = JSON.parse(textOf(path, whole)) as { signatures: { sig: string }[]; signed: object } // the station wrote it
    const isIt = outcomeOf(whole, 'root/assemble')
    const as = (bytes: Uint8Array) => {
      const files = copy().set(path, bytes)
      expect(refusal(files)).toMatchObject({ code: 'ceremony/verify-failed', detail: { what: 'manifest-sha256.txt' } })
      expect(refusal(rechain(files)).code).toMatch(/^(ceremony\/verify-failed|tuf\/)/)
      return refusal(rechain(files, (event) => (isIt(event) ? withFacts(event, { sha256: sha256(bytes) }) : event)))
        .code
    }
    const signedByOthers = { ...root, signatures: root.signatures.map((one) => ({ ...one, sig: 'aa'.repeat(70) })) }
    expect(as(Buffer.from(JSON.stringify(signedByOthers)))).toMatch(/^(ceremony\/verify-failed|tuf\/)/)
    expect(as(Buffer.from(JSON.stringify({ ...root, signatures: root.signatures.slice(1) })))).toMatch(
      /^(ceremony|tuf)\//,
    )
    expect(as(Buffer.from(`${JSON.stringify(root)}\n`))).toMatch(/^(ceremony|tuf)\//)
  })

  test('two proofs of possession for each other', () => {
    const [a, b] = ['data/proofs/root-a.dsse.json', 'data/proofs/root-b.dsse.json'] as const
    const files = copy().set(a, bytesOf(b, whole)).set(b, bytesOf(a, whole))
    expect(refusal(rechain(files))).toMatchObject({ detail: { what: 'proofs/root-a.dsse.json' } })
    const digests: Record<string, string> = { 'root-a': sha256(bytesOf(b, whole)), 'root-b': sha256(bytesOf(a, whole)) }
    const isIt = outcomeOf(whole, 'key/prove')
    const told = rechain(files, (event) =>
      isIt(event) && String(factOf(event, 'key')) in digests
        ? withFacts(event, { envelopeSha256: digests[String(factOf(event, 'key'))] ?? '' })
        : event,
    )
    expect(refusal(told).code).toMatch(/^(attest|transcript)\//)
  })

  test('the plan, by a plan that passes every rule; and then the script, laid out for it', () => {
    const plan: Plan = { ...planOf(), purpose: 'Make root keys for somebody else.' }
    const files = copy().set('data/plan.json', encodePlan(plan))
    expect(refusal(rechain(files))).toMatchObject({ detail: { what: 'script.json' } })
    const [script] = scripts
    if (script === undefined) throw new Error('there is a script')
    const expanded = expand(script, plan, planDigest(plan))
    files.set('data/script.json', encodeExpanded(expanded))
    expect(refusal(rechain(files)).code).toBe('transcript/does-not-follow')
    const digests = { planDigest: planDigest(plan), expansionDigest: expansionDigest(expanded) }
    const told = rechain(files, (event) => (event.type === 'opened' ? { ...event, ...digests } : event))
    expect(refusal(told).code).toMatch(/^(attest|transcript)\//)
  })

  test('the register: a line less than there are signatures', () => {
    const lines = textOf('data/register.jsonl', whole).split('\n')
    const files = copy().set('data/register.jsonl', Buffer.from(lines.slice(1).join('\n')))
    expect(refusal(rechain(files))).toMatchObject({ detail: { what: 'register.jsonl' } })
  })

  test('REHEARSAL for production', () => {
    const told = rechain(copy(), (event) => (event.type === 'opened' ? { ...event, mode: 'production' } : event))
    told.set('bag-info.txt', Buffer.from(textOf('bag-info.txt', whole).replace('REHEARSAL. ', '')))
    expect(refusal(told).code).toMatch(/^(attest|transcript)\//)
  })
})

const pemOf = (spki: Uint8Array): string =>
  `-----BEGIN PUBLIC KEY-----\n${Buffer.from(spki)
    .toString('base64')
    .match(/.{1,64}/g)
    ?.join('\n')}\n-----END PUBLIC KEY-----\n`

describe('the transcript', () => {
  const dropped = (which: (event: CeremonyEvent) => boolean) =>
    rechain(copy(), (event) => (which(event) ? undefined : event))

  test('with a step, a code or a closing left out does not follow (TRX-REPLAY, FOUR-EYES)', () => {
    const cases: readonly (readonly [string, (event: CeremonyEvent) => boolean])[] = [
      ['a step', (event) => event.type === 'answered' && event.step === 'retrieve/sweep'],
      ['the comparison of the payload', (event) => event.type === 'answered' && event.step.startsWith('root/review')],
      [
        'a code',
        (event) => event.type === 'confirmed' && event.step === 'root/sign/acme.update.root-b' && event.by !== 'chiara',
      ],
      ['an intent', (event) => event.type === 'intent' && event.action === 'root/check'],
      ['an outcome', (event) => event.type === 'outcome' && 'rules' in event.facts],
    ]
    for (const [name, which] of cases) expect(refusal(dropped(which)).code, name).toBe('transcript/does-not-follow')
    expect(refusal(dropped((event) => event.type === 'closed'))).toMatchObject({
      detail: { reason: 'the ceremony was not closed (running)' },
    })
  })

  test('with a deviation left out: what was read aloud says so; with that made to fit, the seal', () => {
    const late = (event: CeremonyEvent) => event.type === 'deviation' && event.by === 'farid'
    expect(refusal(dropped(late)).code).toBe('transcript/does-not-follow')

    const left = '1. (emi, at open/clock) The clock on the wall stood still.'
    const said = `1 deviations, SHA-256 ${sha256(Buffer.from(left))}`
    const without = rechain(dropped(late), (event) =>
      event.type === 'answered' && event.step === 'close/deviations'
        ? { ...event, values: { deviations: said } }
        : event,
    )
    expect(refusal(without)).toMatchObject({ code: 'attest/mismatch', detail: { rule: 'ATT-SEAL' } })
    const mine = makeKey('ecdsa-p256')
    const { payloadType, payload, message } = sealOver(without)
    const seal = { payloadType, payload, signatures: [{ keyid: keyidOf(mine.spki), sig: mine.sign(message) }] }
    expect(refusal(without.set('seal.dsse.json', encodeEnvelope(seal))).code).toBe('attest/threshold')
  })

  test('sealed again with a key of the attacker: the seal is not of the plan (ATT-SEAL)', () => {
    const files = copy()
    const mine = makeKey('ecdsa-p256')
    const { payloadType, payload, message } = sealOver(files)
    files.set(
      'seal.dsse.json',
      encodeEnvelope({ payloadType, payload, signatures: [{ keyid: keyidOf(mine.spki), sig: mine.sign(message) }] }),
    )
    expect(refusal(files).code).toBe('attest/threshold')
    const named = keyidOf(
      new Uint8Array(Buffer.from(textOf('data/keys/witness-a.pem', whole).split('\n').slice(1, -2).join(''), 'base64')),
    )
    files.set(
      'seal.dsse.json',
      encodeEnvelope({ payloadType, payload, signatures: [{ keyid: named, sig: mine.sign(message) }] }),
    )
    expect(refusal(files).code).toBe('attest/threshold')
  })

  test('altered behind the seal verifies as sealed, says how many entries nobody sealed, and is refused with the head from paper', () => {
    const files = rechain(copy(), (event) =>
      event.type === 'answered' && event.step === 'close/custody/root-a' ? { ...event, values: { bag: 'X' } } : event,
    )
    const report = verify(files)
    expect([report.verdict, report.entriesAfterSeal]).toEqual(['sealed', verify(whole).entriesAfterSeal])
    expect(report.entriesAfterSeal).toBeGreaterThan(5)
    expect(refusal(files, head).code).toBe('transcript/other-head')
  })

  test('of another ceremony does not open with this plan', () => {
    const files = rechain(copy(), (event) =>
      event.type === 'opened' ? { ...event, planDigest: 'ab'.repeat(32) } : event,
    )
    expect(refusal(files).code).toBe('transcript/does-not-follow')
  })
})

/** The seal statement over the transcript up to the first seal, as the station made it. */
function sealOver(files: Files) {
  const transcript = bytesOf('transcript.jsonl', files)
  const { lines } = verifyTranscript(transcript, 'transcript.jsonl')
  const sealing = lines.findIndex(
    ({ entry }) => entry.event.type === 'intent' && entry.event.action === 'transcript/seal',
  )
  const detail = lines[sealing]?.entry.event.detail as { entries: number; time: string } // written by the station
  const opened = lines[0]?.entry.event as { ceremony: string; planDigest: string; expansionDigest: string } // written by the station
  return sealPayload(transcript.subarray(0, lines[detail.entries - 1]?.endOffset), {
    ceremony: opened.ceremony,
    mode: 'rehearsal',
    planSha256: opened.planDigest,
    expansionSha256: opened.expansionDigest,
    manifestSha256: sha256(refit(new Map(files)).get('manifest-sha256.txt') ?? new Uint8Array()),
    time: detail.time,
  })
}

test('the strongest attacker, who makes a witness key of his own and seals with it: the bag agrees with itself, the paper does not', () => {
  const mine = makeKey('ecdsa-p256')
  const files = copy().set('data/keys/witness-a.pem', Buffer.from(pemOf(mine.spki)))
  const [generated, proved] = [
    outcomeOf(whole, 'key/generate', { key: 'witness-a' }),
    outcomeOf(whole, 'key/prove', { key: 'witness-a' }),
  ]
  const proofPath = 'data/proofs/witness-a.dsse.json'
  const opened = entriesOf(whole)[0]?.event as { ceremony: string; planDigest: string } // written by the station
  const made = entriesOf(whole).find(({ event }) => generated(event as CeremonyEvent))?.event as unknown as {
    facts: { objectId: string }
  } // as above
  let transcriptHead = ''
  let time = ''
  const prove = (): Uint8Array => {
    const { payloadType, payload, message } = possessionPayload({
      ceremony: opened.ceremony,
      planSha256: opened.planDigest,
      transcriptHead,
      key: 'witness-a',
      algorithm: 'ecdsa-p256',
      spki: mine.spki,
      objectId: made.facts.objectId,
      time,
    })
    return encodeEnvelope({
      payloadType,
      payload,
      signatures: [{ keyid: keyidOf(mine.spki), sig: mine.sign(message) }],
    })
  }
  const edit = (event: CeremonyEvent, at: { head: string }): CeremonyEvent => {
    if (generated(event)) return withFacts(event, { spkiSha256: sha256(mine.spki) })
    if (event.type === 'answered' && event.step === 'keys/digest/witness-a')
      return { ...event, values: { 'key-digest': sha256(mine.spki) } }
    if (event.type === 'intent' && event.step === 'keys/prove/witness-a') {
      transcriptHead = at.head
      time = String(event.detail.time)
      return { ...event, detail: { ...event.detail, transcriptHead } }
    }
    if (proved(event)) {
      if (bytesOf(proofPath, files) === bytesOf(proofPath, whole)) files.set(proofPath, prove())
      return withFacts(event, { transcriptHead, envelopeSha256: sha256(bytesOf(proofPath, files)) })
    }
    return event
  }
  rechain(files, edit) // lays the forged proof, which the manifest must name
  const chained = rechain(files, edit)
  const { payloadType, payload, message } = sealOver(chained)
  const seal = { payloadType, payload, signatures: [{ keyid: keyidOf(mine.spki), sig: mine.sign(message) }] }
  const sealed = rechain(chained.set('seal.dsse.json', encodeEnvelope(seal)), (event) =>
    event.type === 'outcome' && 'entries' in event.facts ? withFacts(event, { keyid: keyidOf(mine.spki) }) : event,
  )
  expect(verify(sealed).verdict).toBe('sealed')
  expect(refusal(sealed, head).code).toBe('transcript/other-head')
})

// A bag as it should be: what verification says of it, with and without the head from paper.

import { createRequire } from 'node:module'
import { beforeAll, describe, expect, test } from 'vitest'
import { parseEnvelope } from '../../core/attest/dsse.ts'
import { verifyBag } from '../../core/verify/bag.ts'
import { asBag, entriesOf, type Files } from './forge.ts'
import { bytesOf, makeSample, refusal, verify } from './sample.ts'

let whole: Files
let head = ''
beforeAll(async () => {
  ;({ files: whole, head } = await makeSample())
})

describe('the bag as it is', () => {
  test('verifies as sealed by the witness, with its deviations and notes', () => {
    const report = verify(whole)
    expect(report).toMatchObject({
      verdict: 'sealed',
      mode: 'rehearsal',
      head,
      sealedBy: ['Emi Tanaka (key witness-a)'],
    })
    expect(report.deviations).toEqual([
      expect.stringMatching(/^Emi Tanaka, at step \d+, .+ \([a-z/-]+\): The clock on the wall stood still\.$/),
      expect.stringMatching(/^Farid .+, at step \d+, .+ \([a-z/.-]+\): Somebody left the room\.$/),
    ])
    expect(report.notes.join('\n')).toContain('REHEARSAL')
    expect(parseEnvelope(bytesOf('seal.dsse.json', whole), 'seal').signatures).toHaveLength(1)
  })

  test('verifies with the head from paper: the last one, and an earlier one, which is said; another one is refused', () => {
    expect(verify(whole, head).verdict).toBe('head')
    const entries = entriesOf(whole)
    const compared = entries.findLast(({ event }) => event.type === 'answered' && event.step === 'root/head')
    if (compared === undefined) throw new Error('act root ends with a head')
    const { values } = compared.event as { values: { head: string } } // written down at the end of the act
    const report = verify(whole, values.head)
    expect(report.notes.at(-1)).toContain(`entry ${compared.seq - 1} of ${entries.length - 1}`)
    expect(refusal(whole, 'ab'.repeat(32)).code).toBe('transcript/other-head')
  })

  test('says so when this program does not have its script', () => {
    expect(verifyBag(asBag(whole), []).notes.join('\n')).toContain('not one that this program has')
  })

  test('holds a root that tuf-js takes', () => {
    const require = createRequire(import.meta.url)
    const path = require.resolve('tuf-js').replace(/index\.js$/, 'store.js')
    const { TrustedMetadataStore } = require(path) as {
      TrustedMetadataStore: new (root: Buffer) => { root: { signed: { version: number } } }
    } // untyped by that path
    const root = Buffer.from(bytesOf('data/metadata/acme/update/1.root.json', whole))
    expect(new TrustedMetadataStore(root).root.signed.version).toBe(1)
    const broken = JSON.parse(root.toString()) as { signatures: { sig: string }[] } // the station wrote it
    for (const signature of broken.signatures.slice(1)) signature.sig = signature.sig.replace(/..$/, '00')
    expect(() => new TrustedMetadataStore(Buffer.from(JSON.stringify(broken)))).toThrow()
  })
})

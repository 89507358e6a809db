// A damaged store: each item altered, cut short, gone, or swapped with another. Refused, and named: what it is, and its digest.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeMove } from '../../electron/cli/play.ts'
import { storedAs } from '../../electron/host/stored-as.ts'
import { builtInPlan } from '../e2e/prepare.ts'
import { secretHostHere } from '../fakes/secret-host.ts'
import { beginStation, codeOf, moveOn, playTo, reopenStation, type Station, scratch } from '../host/station.ts'
import { examplePlan } from '../plan/example.ts'

const all = process.env.ANCHORITE_FAULTS === 'all'

let place: ReturnType<typeof scratch>
beforeEach(() => {
  place = scratch()
})
afterEach(() => place.remove())

const store = () => join(place.directory, 'station', 'test-ceremony', 'store')
const item = (digest: string) => join(store(), digest)

const damages = {
  altered: (path: string) => {
    const bytes = readFileSync(path)
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
    writeFileSync(path, bytes)
  },
  'cut short': (path: string) => writeFileSync(path, readFileSync(path).subarray(1)),
  gone: (path: string) => rmSync(path),
  swapped: (path: string) => {
    const own = readFileSync(path)
    const others = readdirSync(store()).map((name) => readFileSync(item(name)))
    writeFileSync(path, others.find((bytes) => !bytes.equals(own)) ?? 'of another ceremony')
  },
} as const

const kinds = Object.keys(damages) as readonly (keyof typeof damages)[] // of the object above

/** What a person is told when the step that stands is done, with all that it asks for; or the ceremony closed. */
async function told(station: Station) {
  const { step } = station.host.view()
  for (;;) {
    const move = station.player.next(station.host.view())
    const reply = await makeMove(station.call, move)
    const said = { step: step?.id ?? 'close', happened: '', next: '' }
    if (!reply.ok) return { ...said, ...reply.error.words, code: reply.error.code }
    if (move.call === 'ceremony.perform' || move.call === 'ceremony.close') return { ...said, code: 'done' }
  }
}

describe('when the ceremony is taken up again (STORE-NAMED)', () => {
  test.each(kinds)(
    'the plan and the script %s are refused by name, and with the item back it goes on',
    async (kind) => {
      const station = beginStation({ directory: place.directory })
      await playTo(station, 'open/safety')
      await station.host.leave()
      const options = { directory: place.directory, table: station.table }
      const [opening] = readFileSync(join(store(), '..', 'transcript.jsonl'), 'utf8').split('\n')
      const { event } = JSON.parse(opening ?? '') as { event: { planDigest: string; expansionDigest: string } } // the first entry
      const named = [
        [event.planDigest, 'the plan'],
        [event.expansionDigest, 'the script'],
      ] as const
      for (const [digest, what] of named) {
        const whole = readFileSync(item(digest))
        const transcript = readFileSync(join(store(), '..', 'transcript.jsonl'))
        damages[kind](item(digest))
        let said = ''
        expect(
          codeOf(() => {
            try {
              reopenStation(options)
            } catch (error) {
              said = String(error)
              throw error
            }
          }),
        ).toBe('station/store')
        expect(said).toContain(`${what}, SHA-256 ${digest}`)
        expect(readFileSync(join(store(), '..', 'transcript.jsonl'))).toEqual(transcript)
        writeFileSync(item(digest), whole)
      }
      const again = reopenStation(options)
      expect(again.host.view().status, 'the head from paper is asked for').toBe('break')
      await again.host.leave()
    },
  )
})

test('the place of the bag, with another byte, is refused: the bag would go somewhere else', async () => {
  const station = beginStation({ directory: place.directory })
  await station.host.leave()
  const path = join(store(), '..', 'out.json')
  const whole = readFileSync(path)
  const reopen = () => reopenStation({ directory: place.directory, table: station.table })
  for (const byte of [...whole.keys()].filter((at) => all || at % 5 === 0)) {
    const bytes = Uint8Array.from(whole)
    bytes[byte] = (bytes[byte] ?? 0) ^ 1
    writeFileSync(path, bytes)
    expect(codeOf(reopen), `byte ${byte}`).toMatch(/^(?:station\/store|json\/)/)
  }
  writeFileSync(path, whole)
  await reopen().host.leave()
})

/** What no act reads, and why that may be. */
const unreadByActs = [
  // What was reviewed is made again from the plan and the keys before each signature, and held against the digest in the record.
  'listSha256 of root/draft/acme.update',
  'payloadSha256 of root/draft/acme.update',
  'the plan', // read when the ceremony is taken up again: tried above
  'the script', // the same
]

describe('while the ceremony is led (STORE-NAMED)', () => {
  test.each([
    ['the example', examplePlan()],
    ['the built-in plan, with a backup', builtInPlan('root-key-generation')],
  ])(
    '%s: each item is refused by name at every step that reads it, and put back it goes on; none is read by nobody',
    async (_, plan) => {
      mkdirSync(join(place.directory, 'blobs'))
      const media = { out: join(place.directory, 'bag'), blobs: join(place.directory, 'blobs') }
      const station = beginStation({
        directory: place.directory,
        plan,
        site: { media },
        startSecretHost: secretHostHere,
      })
      const seen = new Set<string>()
      let kind = 0
      let view = station.host.view()
      while (view.bag === null) {
        const move = station.player.next(view)
        if (move.call === 'ceremony.perform' || move.call === 'ceremony.close')
          for (const digest of await refusedAt(station, kind++)) seen.add(digest)
        else await moveOn(station, move)
        view = station.host.view()
      }
      await station.host.leave()
      const unread = readdirSync(store()).filter((digest) => !seen.has(digest))
      expect(unread.map((digest) => storedAs(station.files.recorder.state, digest)).toSorted()).toEqual(unreadByActs)
    },
  )
})

/**
 * The act that stands, with the whole store damaged: the first item that it reads is refused by name. That one is put back, and
 * the act is asked for again, until it needs no other and is done.
 * @returns the items that it read.
 */
async function refusedAt(station: Station, index: number): Promise<readonly string[]> {
  const whole = new Map(readdirSync(store()).map((digest) => [digest, readFileSync(item(digest))]))
  const damage = (digest: string, nth: number): void => damages[kinds[nth % kinds.length] ?? 'gone'](item(digest))
  for (const [nth, digest] of [...whole.keys()].entries()) damage(digest, nth + index)
  const read: string[] = []
  for (;;) {
    const { code, happened, next, step } = await told(station)
    if (code === 'done') break
    expect(code, step).toBe('station/store')
    const digest = /, SHA-256 ([0-9a-f]{64})/.exec(happened)?.[1] ?? ''
    expect(read, `${step} names another item than it did`).not.toContain(digest)
    expect(happened, 'what it is').toMatch(/\(\w[\w ]*(?: of [\w/.-]+)?, SHA-256 /)
    expect(next).not.toBe('')
    read.push(digest)
    const bytes = whole.get(digest) ?? expect.fail(`${digest} was not in the store`)
    for (const kind of all ? kinds : []) {
      writeFileSync(item(digest), bytes)
      damages[kind](item(digest))
      expect((await told(station)).happened, kind).toContain(digest)
    }
    writeFileSync(item(digest), bytes)
  }
  for (const [digest, bytes] of whole) writeFileSync(item(digest), bytes)
  return read
}

// A damaged store: each item altered, cut short, gone, or swapped with another. Refused, and named: what it is, and its digest.

import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { putBack, type Snapshot, takeSnapshot } from '../host/snapshot.ts'
import { beginStation, codeOf, moveOn, playTo, reopenStation, type Station, scratch } from '../host/station.ts'
import { afterACrash } from '../kill/after.ts'

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
    const other = readdirSync(store()).find((name) => !path.endsWith(name)) ?? ''
    copyFileSync(item(other), path)
  },
} as const

const kinds = Object.keys(damages) as readonly (keyof typeof damages)[] // of the object above

/** What a person is told when the step that stands is performed. */
async function told(
  station: Station,
): Promise<{ readonly code: string; readonly happened: string; readonly next: string }> {
  const view = station.host.view()
  const reply = await station.call('ceremony.perform', {
    step: view.step?.id ?? '',
    by: view.step?.by[0]?.id ?? '',
  })
  return reply.ok
    ? { code: 'done', happened: '', next: '' }
    : { code: reply.error.code, happened: reply.error.words.happened, next: reply.error.words.next }
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

describe('when all is verified before the export', () => {
  let whole: Snapshot
  let station: Station
  const step = 'verify/all'

  beforeEach(async () => {
    station = beginStation({ directory: place.directory })
    await playTo(station, stepOf('verify/all', station))
    whole = takeSnapshot(place.directory, station.plan, station.table)
  })

  /** As it was when the step stood. */
  async function again(): Promise<void> {
    const table = putBack(place.directory, station.plan, whole)
    station = reopenStation({ directory: place.directory, table })
    const people = afterACrash(station.player, station.files.recorder.state.paperHead)
    while (station.host.view().step?.action !== step || station.host.view().status !== 'running') {
      const move = people.next(station.host.view())
      await moveOn(station, move)
    }
  }

  test('every item that the bag is made of is refused by name, however it is damaged, and put back it goes on', async () => {
    const read: string[] = []
    for (const [index, digest] of readdirSync(store()).sort().entries()) {
      const bytes = readFileSync(item(digest))
      const tried = all ? kinds : kinds.filter((_, at) => at === index % kinds.length)
      for (const kind of tried) {
        damages[kind](item(digest))
        const { code, happened, next } = await told(station)
        if (code === 'done') {
          await again()
          break
        }
        expect(code, `${digest} ${kind}`).toBe('station/store')
        expect(happened).toContain(`SHA-256 ${digest}`)
        expect(happened, 'what it is').toMatch(/\(\w[\w ]*(?: of [\w/.-]+)?, SHA-256 /)
        expect(next).not.toBe('')
        read.push(happened)
        writeFileSync(item(digest), bytes)
      }
    }
    expect(read.length).toBeGreaterThan(8)
    expect((await told(station)).code).toBe('done')
    expect((await playTo(station, 'close')).status).toBe('closed')
  })
})

/** The first step that performs the action. */
function stepOf(action: string, { files }: Station): string {
  const step = files.script.steps.find((each) => each.kind === 'perform' && each.action === action)
  return step?.id ?? ''
}

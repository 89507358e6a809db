// Faults from the command line: names that there are not, the list, and a power cut that really kills the station.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import { usage } from '../../electron/cli/usage.ts'
import { faults } from '../../electron/host/trainer/faults.ts'
import { jsonOf, run } from '../cli/capture.ts'
import { scratch } from '../host/station.ts'

/** A whole rehearsal in two processes; a machine at work takes its time, in milliseconds. */
const patience = 240_000

let place: ReturnType<typeof scratch>
beforeEach(() => {
  place = scratch()
})
afterEach(() => place.remove())

const rehearse = (...args: readonly string[]) => {
  const out = join(place.directory, 'out')
  return run('rehearse', 'root-key-generation', '--out', out, ...args)
}

describe('a usage error, before anything is made', () => {
  test('for a fault that there is not: the list of those there are', async () => {
    const said = await rehearse('--fault', 'earthquake')
    expect(said.code).toBe(2)
    expect(said.err).toContain('There is no fault "earthquake"')
    for (const { id } of faults) expect(said.err).toContain(id)
    expect(readdirSync(place.directory)).toEqual([])
  })

  test('for a step that there is not, or at which it cannot happen: the list of those at which it can', async () => {
    for (const step of ['keys/generate/nobody', 'retrieve/recording', '']) {
      const said = await rehearse('--fault', `key-extractable@${step}`)
      expect(said.code).toBe(2)
      expect(said.err).toContain('It can at: keys/generate/root-a, keys/generate/root-b')
    }
    expect(readdirSync(place.directory)).toEqual([])
  })

  test('for a name with nothing in it', async () => {
    expect((await rehearse('--fault', '')).code).toBe(2)
    expect((await rehearse('--fault', '@keys/generate/root-a')).code).toBe(2)
  })
})

test('--faults lists each with its lesson, for people and for machines', async () => {
  const said = await run('rehearse', '--faults')
  expect(said.code).toBe(0)
  for (const { id, title, lesson } of faults) {
    expect(said.out).toContain(`${id}: ${title}`)
    expect(said.out).toContain(lesson)
  }
  expect(jsonOf(await run('rehearse', '--faults', '--json'))).toMatchObject({
    ok: true,
    faults: faults.map(({ id }) => ({ id })),
  })
  expect(usage).toContain('--fault')
})

test(
  'power-cut: the station is killed right after an intent, started again, and resumed with the head from paper',
  async () => {
    const said = await rehearse('--fault', 'power-cut', '--json')
    const result = jsonOf({ ...said, err: '' }) // a child of Node's may warn there
    expect(result).toMatchObject({ ok: true, ended: 'closed' })
    const events = readFileSync(String(result.record), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { readonly event: CeremonyEvent }).event) // the station wrote it
    const cut = events.findIndex(({ type }) => type === 'restarted')
    expect(events[cut - 1]).toMatchObject({ type: 'intent', step: 'keys/generate/root-a' })
    expect(events[cut + 1]).toMatchObject({ type: 'resumed' })
    expect(events.filter(({ type }) => type === 'restarted')).toHaveLength(1)
    expect(events.filter(({ type }) => type === 'reconciled')).toMatchObject([{ step: 'keys/generate/root-a' }])
    expect(existsSync(String(result.bag))).toBe(true)
    const verified = await run('verify', String(result.bag))
    expect(verified.out).toContain('Staged for training: power-cut, armed for keys/generate/root-a by trainer')
  },
  patience,
)

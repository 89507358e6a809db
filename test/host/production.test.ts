// Production is refused where the machine is not a station; only a line in the plan waives that.

import { existsSync, readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Plan } from '../../core/formats/plan.ts'
import { resumeCeremony } from '../../electron/host/open-ceremony.ts'
import { readiness } from '../../electron/host/readiness.node.ts'
import { createStation } from '../../electron/host/station-host.ts'
import { bytesOf, examplePlan, exampleYaml } from '../plan/example.ts'
import { beginStation, codeOf, eventsOf, performNow, playTo, type Station, scratch, siteOf } from './station.ts'

vi.mock('node:os', async (original) => ({
  ...(await original<typeof import('node:os')>()),
  networkInterfaces: vi.fn(),
}))

let place: ReturnType<typeof scratch>
beforeEach(() => {
  place = scratch()
  vi.mocked(networkInterfaces).mockReturnValue({ lo: [address(true)] })
})
afterEach(() => place.remove())

const address = (internal: boolean) => ({
  address: '192.0.2.1',
  netmask: '255.255.255.0',
  family: 'IPv4' as const,
  mac: '00:00:00:00:00:00',
  internal,
  cidr: null,
})

const rules = ['STATION-PACKAGE', 'STATION-MEASURED', 'STATION-SWAP', 'STATION-DISK', 'STATION-MODULE']
const waiving = (more: readonly string[]): Plan => ({
  ...examplePlan(),
  exceptions: [
    ...examplePlan().exceptions,
    ...[...rules, ...more].map((rule) => ({ rule, subject: 'station', reason: 'a test', approvedBy: 'Ines Okafor' })),
  ],
})

const atReadiness = async (plan: Plan, mode: 'production' | 'rehearsal'): Promise<Station> => {
  const station = beginStation({ directory: place.directory, plan, mode })
  await playTo(station, 'open/readiness')
  return station
}

describe('production is refused', () => {
  test('with stand-ins in the site, before anything is written', () => {
    const standIns = { '7d1c40be92a35f01': { serial: 'throw-away' } }
    expect(codeOf(() => beginStation({ directory: place.directory, mode: 'production', site: { standIns } }))).toBe(
      'ceremony/stand-in',
    )
    expect(codeOf(() => beginStation({ directory: place.directory, mode: 'rehearsal', site: { standIns } }))).toBe(
      'nothing thrown',
    )
  })

  test('in the window and in `run` before anything is written, naming every rule', async () => {
    vi.mocked(networkInterfaces).mockReturnValue({ lo: [address(true)], eth0: [address(false)] })
    const { call } = createStation({ workDirectory: join(place.directory, 'station') })
    const site = siteOf(examplePlan(), place.directory)
    const begin = (mode: 'production' | 'rehearsal') =>
      call('station.begin', {
        planName: 'plan',
        plan: bytesOf(exampleYaml),
        siteName: 'site',
        site: bytesOf(JSON.stringify(site)),
        mode,
      })
    const reply = await begin('production')
    expect(!reply.ok && reply.error.code).toBe('ceremony/not-a-station')
    expect(!reply.ok && reply.error.words.happened).toMatch(/STATION-NETWORK.*STATION-PACKAGE.*STATION-MEASURED/)
    expect(existsSync(join(place.directory, 'station'))).toBe(false)
    expect((await begin('rehearsal')).ok).toBe(true)
  })

  test('when it is taken up again with a cable in: nothing is recorded; a plan that waives it goes on', async () => {
    vi.mocked(networkInterfaces).mockReturnValue({ lo: [address(true)], eth0: [address(false)] })
    const takenUp = async (waived: readonly string[]): Promise<readonly [code: string, linesMore: number]> => {
      const exceptions = waiving(['STATION-NETWORK']).exceptions.filter(
        ({ rule }) => waived.includes(rule) || rule.startsWith('TUF-'),
      )
      const site = { modules: { main: { path: '/usr/bin/true', environment: {} } } }
      const plan = { ...examplePlan(), exceptions }
      const ceremony = `test-${waived.length}`
      const station = beginStation({ directory: place.directory, plan, mode: 'production', site, ceremony })
      const { directory } = station.files
      await station.host.leave()
      const lines = () => readFileSync(join(directory, 'transcript.jsonl'), 'utf8').split('\n').length
      const before = lines()
      const clock = () => new Date('2026-11-24T12:00:00.000Z')
      const code = codeOf(() => resumeCeremony({ ceremony, workDirectory: join(directory, '..'), clock }))
      return [code, lines() - before]
    }
    const fit = ['STATION-PACKAGE', 'STATION-MEASURED', 'STATION-SWAP']
    expect(await takenUp(fit)).toEqual(['ceremony/not-a-station', 0])
    expect(await takenUp([...fit, 'STATION-NETWORK'])).toEqual(['nothing thrown', 1])
  })

  test('on a machine with a network, unless the plan waives that very rule', async () => {
    vi.mocked(networkInterfaces).mockReturnValue({ lo: [address(true)], eth0: [address(false)] })
    const station = await atReadiness(waiving([]), 'production')
    expect(await performNow(station, 'open/readiness', 'amina')).toBe('ceremony/not-a-station')
    const refused = eventsOf(station).at(-1)
    expect(refused).toMatchObject({ type: 'refused', code: 'ceremony/not-a-station' })
    expect(JSON.stringify(refused)).toContain('STATION-NETWORK (network interface up: eth0)')
    expect(JSON.stringify(refused)).not.toContain('STATION-SWAP')
    await station.host.leave()
    place.remove()
    const waived = await atReadiness(waiving(['STATION-NETWORK']), 'production')
    expect(await performNow(waived, 'open/readiness', 'amina')).toBe('done')
  })

  test('from a development checkout and an unmeasured machine, naming each rule; a rehearsal only shows them', async () => {
    const station = await atReadiness(examplePlan(), 'production')
    expect(await performNow(station, 'open/readiness', 'amina')).toBe('ceremony/not-a-station')
    expect(JSON.stringify(eventsOf(station).at(-1))).toMatch(/STATION-PACKAGE.*STATION-MEASURED/)
    await station.host.leave()
    place.remove()
    const rehearsal = await atReadiness(examplePlan(), 'rehearsal')
    expect(await performNow(rehearsal, 'open/readiness', 'amina')).toBe('done')
    expect(JSON.stringify(eventsOf(rehearsal).at(-1))).toContain('STATION-PACKAGE')
  })

  test('with a token that keeps its keys in files', async () => {
    const station = await atReadiness(waiving(['STATION-NETWORK']), 'production')
    for (const token of station.table.tokens.values()) {
      const info = token.info.bind(token)
      token.info = () => ({ ...info(), manufacturer: 'SoftHSM project' })
    }
    await playTo(station, 'tokens/identify/root-a')
    expect(await performNow(station, 'tokens/identify/root-a', 'bruno')).toBe('ceremony/not-a-station')
    expect(JSON.stringify(eventsOf(station).at(-1))).toContain('TOKEN-SOFTWARE')
  })
})

test('readiness: a waiver for another subject, or of another rule, waives nothing', () => {
  vi.mocked(networkInterfaces).mockReturnValue({ eth0: [address(false)] })
  const exceptions = [
    { rule: 'STATION-NETWORK', subject: 'root-a', reason: 'x', approvedBy: 'y' },
    { rule: 'STATION', subject: 'station', reason: 'x', approvedBy: 'y' },
  ]
  const lines = readiness({ directory: place.directory, site: siteOf(examplePlan(), '/tmp/x'), exceptions })
  expect(lines.find(({ rule }) => rule === 'STATION-NETWORK')).toMatchObject({ ok: false, waived: false })
  expect(lines.find(({ rule }) => rule === 'STATION-MODULE')).toMatchObject({ ok: true })
})

// A disk that fails at any call of a whole day: nothing is lost, nobody is left untold, and the day ends in a bag that verifies.

import { expect, test } from 'vitest'
import { realDisk } from '../../electron/host/disk.node.ts'
import { beginStation, codeOf, playTo, scratch } from '../host/station.ts'
import { everyFault } from './fault.ts'
import { diskMatrix } from './matrix.ts'
import { watchDisk } from './watch.ts'

const all = process.env.ANCHORITE_FAULTS === 'all'
/** All of it is some hundred days, in milliseconds. */
const patience = all ? 4 * 3600 * 1000 : 240_000

test(
  'DISK-SAID: every class of faults, at every kind of call, at every kind of file: the same process goes on, and another does',
  async () => {
    const tries = await diskMatrix(all)
    const problems = tries.flatMap((each) => {
      const problem = each.problem
      return problem === undefined ? [] : [`${each.fault} | ${each.at} | ${each.answer} | ${problem}`]
    })
    expect(problems).toEqual([])
    const areas = new Set(tries.map(({ area }) => area))
    for (const area of ['transcript', 'store', 'register', 'lock', 'out.json', 'bag', 'payload of the bag'])
      expect(areas, 'a kind of file that is tried').toContain(area)
    expect(new Set(tries.map(({ fault }) => fault)).size).toBe(everyFault.length)
  },
  patience,
)

test('a disk that takes and gives few bytes at a time is no fault: the day ends as any other', async () => {
  const place = scratch()
  const halves = { errno: 'short', when: 'before', stays: true, like: 'short' } as const
  let met = 0
  const unwatch = watchDisk(place.directory, ({ call }) => {
    if (call !== 'read' && call !== 'write') return undefined
    met++
    return halves
  })
  try {
    const station = beginStation({ directory: place.directory, disk: realDisk })
    expect((await playTo(station, 'close')).status).toBe('closed')
    await station.host.leave()
    expect(met).toBeGreaterThan(500)
  } finally {
    unwatch()
    place.remove()
  }
})

test('a file system without links (FAT): nothing is begun, and it says at which file', () => {
  const place = scratch()
  const none = { errno: 'EPERM', when: 'before', stays: true, like: 'no links' } as const
  const unwatch = watchDisk(place.directory, ({ call }) => (call === 'link' ? none : undefined))
  try {
    let said = ''
    const begin = () => {
      try {
        beginStation({ directory: place.directory, disk: realDisk })
      } catch (error) {
        said = String(error)
        throw error
      }
    }
    expect(codeOf(begin)).toBe('station/disk')
    expect(said).toMatch(/"errno":"EPERM".*\/lock"/)
  } finally {
    unwatch()
    place.remove()
  }
})

test('what is pressed while the bag is being written waits its turn, and the bag is written once', async () => {
  const place = scratch()
  const station = beginStation({ directory: place.directory, disk: realDisk })
  try {
    await playTo(station, 'export/bag')
    const view = station.host.view()
    const press = () => station.call('ceremony.perform', { step: 'export/bag', by: view.step?.by[0]?.id ?? '' })
    // Nothing is awaited in between: the second finger is there before the first file is written.
    const [first, second, looked] = await Promise.all([press(), press(), station.call('ceremony.view', {})])
    expect(first.ok).toBe(true)
    expect(second.ok ? 'done' : second.error.code).toBe('ceremony/not-now')
    expect(looked.ok && looked.value.step?.id).not.toBe('export/bag')
    expect((await playTo(station, 'close')).status).toBe('closed')
    await station.host.leave()
  } finally {
    place.remove()
  }
})

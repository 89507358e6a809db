// The lock's protocol in every order in which its steps can fall: takers that come while the holder is dead, die anywhere
// themselves, give back and leave. Never do two of them hold it; and it is never lost to all who live. Of three takers the
// orders with few switches are walked through; `ANCHORITE_FAULTS=all` walks through all.

import { expect, test } from 'vitest'
import { giveBackToChain, type LockDirectory, takeByChain } from '../../electron/host/lock-chain.ts'

/** What a step of a process gave: it is played again from these, and makes one new step. */
type Log = readonly unknown[]
type Phase = 'taking' | 'holds' | 'giving back' | 'refused' | 'left' | 'died'
type Process = { readonly name: string; readonly phase: Phase; readonly log: Log }
type World = {
  readonly files: ReadonlyMap<string, string>
  readonly processes: readonly Process[]
  /** Who made the step that led here, and how often another went on although the one before could have. */
  readonly last: number
  readonly switches: number
}

const lock = 'lock'
const ownOf = (name: string): string => `lock.own-${name}`
const bytesOf = (text: string): Uint8Array => Buffer.from(text)
/** At work, or able to be: what others see as alive. */
const lives = ({ phase }: Process): boolean => phase !== 'died' && phase !== 'left' && phase !== 'refused'

class OneStepMore extends Error {}

/** Let a process make its next step in the world. */
function stepOf(world: World, process: Process): Pick<World, 'files' | 'processes'> {
  const files = new Map(world.files)
  const log = [...process.log]
  let at = 0
  let stepped = false
  const step = <T>(act: () => T): T => {
    if (at < process.log.length) return process.log[at++] as T // what this same call gave before
    if (stepped) throw new OneStepMore()
    stepped = true
    const result = act()
    log.push(result)
    at++
    return result
  }
  const directory: LockDirectory = {
    read: (name) => {
      const text = step(() => files.get(name))
      return text === undefined ? undefined : bytesOf(text)
    },
    link: (from, to) =>
      step(() => {
        const text = files.get(from)
        if (text === undefined) throw new Error(`${from} is gone`)
        return files.has(to) ? false : files.set(to, text).has(to)
      }),
    rename: (from, to) =>
      step(() => {
        const text = files.get(from)
        if (text === undefined) throw new Error(`${from} is gone`)
        files.delete(from)
        files.set(to, text)
      }),
    remove: (name) => void step(() => files.delete(name)),
    names: () => step(() => [...files.keys()]),
  }
  const stateOf = (holder: Uint8Array) => {
    const name = Buffer.from(holder).toString()
    if (name === '') return 'none'
    if (name === process.name) return 'alive'
    return step(() => world.processes.some((one) => one.name === name && lives(one))) ? 'alive' : 'dead'
  }
  const own = ownOf(process.name)
  let phase: Phase = process.phase
  try {
    if (process.phase === 'taking') {
      const holder = takeByChain({ directory, lock, own, stateOf })
      phase = holder === undefined ? 'holds' : 'refused'
    } else {
      giveBackToChain({ directory, lock }, bytesOf(process.name))
      phase = 'left'
    }
  } catch (error) {
    if (!(error instanceof OneStepMore)) throw error
  }
  const next = { ...process, phase, log: phase === process.phase ? log : [] }
  return { files, processes: world.processes.map((one) => (one === process ? next : one)) }
}

const moves = ({ phase }: Process): boolean => phase === 'taking' || phase === 'giving back' || phase === 'holds'

/** All worlds that can come next, while so many may still die and so many switches may still be made. */
function nextOf(world: World, mayDie: boolean, switches: number): readonly World[] {
  const { last } = world
  const before = world.processes[last]
  return world.processes.flatMap((process, index): readonly World[] => {
    if (!moves(process)) return []
    const switched = before !== undefined && index !== last && moves(before) ? 1 : 0
    if (world.switches + switched > switches) return []
    const from = { ...world, last: index, switches: world.switches + switched }
    const become = (phase: Phase): World => ({
      ...from,
      processes: world.processes.map((one) => (one === process ? { ...process, phase, log: [] } : one)),
    })
    const goingOn = process.phase === 'holds' ? become('giving back') : { ...from, ...stepOf(world, process) }
    return mayDie ? [goingOn, become('died')] : [goingOn]
  })
}

const keyOf = ({ files, processes, last, switches }: World, bounded: boolean): string =>
  JSON.stringify([
    [...files].toSorted(),
    processes.map(({ phase, log }) => [phase, log]),
    bounded ? [last, switches] : [],
  ])

/** Walk through every order; what was found wrong, with the world in which it was. */
function explore(input: {
  files: readonly (readonly [string, string])[]
  takers: readonly string[]
  deaths: number
  switches: number
}) {
  const files = new Map([...input.files, ...input.takers.map((name) => [ownOf(name), name] as const)])
  const first: World = {
    files,
    processes: input.takers.map((name) => ({ name, phase: 'taking', log: [] })),
    last: -1,
    switches: 0,
  }
  const bounded = input.switches < Number.POSITIVE_INFINITY
  const seen = new Set<string>([keyOf(first, bounded)])
  const problems = new Set<string>()
  const ends = { held: 0, free: 0 }
  for (const left = [first]; left.length > 0; ) {
    const world = left.pop() as World // the loop asks
    const holders = world.processes.filter(({ phase }) => phase === 'holds')
    if (holders.length > 1) problems.add(`${holders.map(({ name }) => name).join(' and ')} hold it`)
    const died = world.processes.filter(({ phase }) => phase === 'died').length
    const next = nextOf(world, died < input.deaths, input.switches)
    if (next.length === 0) {
      const anybody = world.processes.some(({ phase }) => phase === 'left' || phase === 'died')
      if (anybody) ends.held++
      else problems.add('nobody came to hold it')
      const rest = [...world.files.keys()].filter((name) => !name.startsWith('lock.own-'))
      if (rest.length === 0) ends.free++
      else if (died === 0) problems.add(`${rest.join(', ')} stays behind`)
    }
    for (const one of next) {
      const key = keyOf(one, bounded)
      if (seen.has(key)) continue
      seen.add(key)
      left.push(one)
    }
  }
  return { problems: [...problems], worlds: seen.size, ends }
}

const deadOne = [['lock', 'dead']] as const
const all = process.env.ANCHORITE_FAULTS === 'all'
const few = all ? Number.POSITIVE_INFINITY : 3

type Case = {
  readonly what: string
  readonly files: readonly (readonly [string, string])[]
  readonly takers: readonly string[]
  readonly deaths: number
  readonly switches: number
}

test.each<Case>([
  { what: 'a free lock', files: [], takers: ['a', 'b'], deaths: 1, switches: Number.POSITIVE_INFINITY },
  { what: 'the lock of a dead one', files: deadOne, takers: ['a', 'b'], deaths: 2, switches: Number.POSITIVE_INFINITY },
  { what: 'a lock that names nobody', files: [['lock', '']], takers: ['a', 'b'], deaths: 1, switches: few },
  {
    what: 'the lock of a dead one, wanted by three',
    files: deadOne,
    takers: ['a', 'b', 'c'],
    deaths: 0,
    switches: few,
  },
  { what: 'the same, of whom one may die', files: deadOne, takers: ['a', 'b', 'c'], deaths: 1, switches: few - 1 },
])('STATION-ONE: $what: in every order one holds it at a time, and somebody comes to', (input) => {
  const { problems, worlds, ends } = explore(input)
  expect(problems).toEqual([])
  expect(worlds).toBeGreaterThan(100)
  expect(ends.held).toBeGreaterThan(0)
  expect(ends.free).toBeGreaterThan(0)
})

// One chain of kills: the ceremony is killed at a line, taken up, killed at the next of its lines, to the end; and beside
// it, from a copy, each of these lines once more at a random moment, with one more kill on the way up, and then to its end.

import type { Plan } from '../../core/formats/plan.ts'
import { problemsOf } from './check.ts'
import { goOn, type Refusals, type Went } from './go-on.ts'
import { type Hit, killFromOutside, type Victim } from './outside.ts'
import { keep, layBack, makeScene, type Scene } from './scene.ts'

export type Try = {
  /** Which kind of kill. */
  readonly area: string
  /** The run was over before the kill came, and its day was well: that is no try. */
  readonly nobodyHit?: true
  readonly line: string
  /** Empty: it was survived, and its day was checked to the end. */
  readonly problems: readonly string[]
  /** What the runs on the way up were refused with, and a person then did something about. */
  readonly refused: Refusals
}

export type Work = {
  readonly place: string
  readonly plan: Plan
  /** Lines of a day without a fault, by key (reference.ts), and which of them this worker kills at. */
  readonly lines: readonly string[]
  readonly mine: readonly number[]
  /** Which of those are hit once more beside the chain, at a random moment; each in turn, where the seed goes up by one. */
  readonly beside: (line: number) => boolean
  /** From 0 to 1. */
  readonly random: () => number
  readonly tell: (result: Try) => void
}

/** Acts in flight take tens of milliseconds; a private code, a hundred. */
const longestDelayMs = 120

export async function work(input: Work): Promise<readonly Try[]> {
  const scene = await makeScene(input.place, input.plan)
  const results: Try[] = []
  const tell = (result: Try): void => {
    results.push(result)
    input.tell(result)
  }
  const chain: Try[] = []
  keep(scene, 'chain')
  for (const number of input.mine) {
    const line = input.lines[number] ?? ''
    const victims = input.beside(number) ? victimsAt(line, input.random) : []
    for (const victim of victims) tell(await besideTheChain(scene, input, line, victim))
    layBack(scene, 'chain')
    const refused: Refusals = {}
    const went = await goOn(scene, refused, { after: keysAt(line) })
    keep(scene, 'chain')
    chain.push({ area: inAChain, line, problems: went.how === 'killed' ? [] : [told(went)], refused })
  }
  if (chain.length > 0) for (const result of await endOf(scene, chain)) tell(result)
  return results
}

const inAChain = 'tree, at a line, in a chain of kills'

/** A kill of a chain is survived when the whole chain is: what it took may be seen at the end alone. All or none. */
async function endOf(scene: Scene, chain: readonly Try[]): Promise<readonly Try[]> {
  layBack(scene, 'chain')
  const refused: Refusals = {}
  const went = await goOn(scene, refused)
  const atTheEnd = went.how === 'closed' ? await problemsOf(scene) : [told(went)]
  const lost = [...chain.flatMap(({ line, problems }) => problems.map((each) => `${line}: ${each}`)), ...atTheEnd]
  return chain.map((each, index) => ({
    ...each,
    problems: index === 0 ? lost : lost.slice(0, 1).map((problem) => `its chain: ${problem}`),
    refused: index === chain.length - 1 ? added(each.refused, refused) : each.refused,
  }))
}

/** Two counts of refusals as one. */
export function added(a: Refusals, b: Refusals): Refusals {
  const sum = { ...a }
  for (const [code, count] of Object.entries(b)) sum[code] = (sum[code] ?? 0) + count
  return sum
}

/** An act that was found done has no outcome, but a decision in its place. */
const keysAt = (line: string): readonly string[] =>
  line.startsWith('outcome ') ? [line, line.replace('outcome ', 'reconciled ')] : [line]

/** Acts are hit in every way; all other lines in one way. */
function victimsAt(line: string, random: () => number): readonly Victim[] {
  if (line.startsWith('intent ')) return ['tree', 'station', 'token host']
  return [random() < 0.5 ? 'tree' : 'station']
}

async function besideTheChain(scene: Scene, { random }: Work, line: string, victim: Victim): Promise<Try> {
  layBack(scene, 'chain')
  const hit: Hit = { victim: 'nobody', orphans: [] }
  const refused: Refusals = {}
  const at = { line, victim, delayMs: random() * longestDelayMs }
  const first = await goOn(scene, refused, { outside: (run) => killFromOutside(scene, run, at, hit) })
  const area = `${hit.victim}, at any moment after a line`
  const orphans = hit.orphans.map((pid) => `token host ${pid} outlived the station`)
  if (first.how === 'lost') return { area, line, problems: [...orphans, first.why], refused }
  // Once more while it is being taken up: at the restart, at the head from paper, at a decision.
  const onTheWay = ['restarted', 'resumed', 'reconciled'][Math.floor(random() * 3)] ?? ''
  const second = first.how === 'killed' ? await goOn(scene, refused, { after: [onTheWay] }) : first
  const last = second.how === 'killed' ? await goOn(scene, refused) : second
  const problems = last.how === 'closed' ? await problemsOf(scene) : [told(last)]
  const all = [...orphans, ...problems]
  // Somebody who is said to be hit and closed all the same had ended a moment before.
  const missed = hit.victim === 'nobody' || (hit.victim !== 'token host' && first.how === 'closed')
  if (missed && all.length === 0) return { area: 'nobody', nobodyHit: true, line, problems: [], refused }
  return { area, line, problems: all, refused }
}

const told = (went: Went): string => (went.how === 'lost' ? went.why : `it ${went.how}, and should not have`)

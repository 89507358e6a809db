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
  readonly line: string
  /** Empty: it was survived. */
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
  keep(scene, 'chain')
  for (const number of input.mine) {
    const line = input.lines[number] ?? ''
    for (const victim of victimsAt(line, input.random)) tell(await besideTheChain(scene, input, line, victim))
    layBack(scene, 'chain')
    const refused: Refusals = {}
    const went = await goOn(scene, refused, { after: keysAt(line) })
    keep(scene, 'chain')
    tell({ area: 'tree, at a line', line, problems: went.how === 'killed' ? [] : [told(went)], refused })
  }
  layBack(scene, 'chain')
  const refused: Refusals = {}
  const went = await goOn(scene, refused)
  const problems = went.how === 'closed' ? await problemsOf(scene) : [told(went)]
  tell({ area: 'the end of a chain of kills', line: 'closed', problems, refused })
  return results
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
  return { area, line, problems: [...orphans, ...problems], refused }
}

const told = (went: Went): string => (went.how === 'lost' ? went.why : `it ${went.how}, and should not have`)

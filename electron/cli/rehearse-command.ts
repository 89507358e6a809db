// The words of `anchorite rehearse`: which faults, where, and what is said at the end.

import { join } from 'node:path'
import { expand } from '../../core/ceremony/expand.ts'
import type { FlatStep } from '../../core/ceremony/expanded.ts'
import { CeremonyError } from '../../core/errors.ts'
import { planDigest } from '../../core/formats/plan.ts'
import { wordLines } from '../../core/transcript/words.ts'
import { programRoot } from '../host/program.node.ts'
import { scriptOf } from '../host/scripts.ts'
import { faultOf, faults, placesOf, usualPlace } from '../host/trainer/faults.ts'
import type { ExitCode } from './main.ts'
import type { Output } from './output.ts'
import { planOf, type StagedAt } from './rehearsal-scene.ts'
import { builtInPlan, type RehearsalResult, rehearse } from './rehearse.ts'
import { usage } from './usage.ts'

export type RehearseArgs = {
  readonly id: string
  readonly out?: string | undefined
  readonly plan?: string | undefined
  /** NAME or NAME@STEP, or `all` alone. */
  readonly faults: readonly string[]
  /** Only list them. */
  readonly list: boolean
}

/**
 * @returns 0 also where the lesson was to stop as void: the drill was done, and it is said.
 * @throws CeremonyError `station/usage` for a fault or a step that there is not, and what `rehearse` throws.
 */
export async function rehearseCommand(args: RehearseArgs, output: Output): Promise<ExitCode> {
  if (args.list) return listFaults(output)
  const { id } = args
  const steps = stepsOf(args)
  const all = args.faults.includes('all')
  const staged = all ? faults.map((fault) => fault.id) : args.faults
  const chosen = staged.map((name) => stagedAt(name, steps))
  const out = args.out ?? join(programRoot, 'out', `rehearsal-${new Date().toISOString().replace(/[:.]/g, '-')}`)
  output.say(`REHEARSAL of ${id} on throw-away software tokens. Nothing made here is to be trusted.`)
  if (all) return oneAfterTheOther(args, out, chosen, output)
  const result = await rehearse({ id, out, planFile: args.plan, faults: chosen, say: output.say })
  output.done(printed(result), { ...result, faults: chosen })
  return 0
}

function stepsOf({ id, plan: planFile }: RehearseArgs): readonly FlatStep[] {
  const { plan } = planOf(planFile ?? builtInPlan(id))
  return expand(scriptOf(id), plan, planDigest(plan)).steps
}

/** `NAME@STEP`, or NAME at its usual place. */
function stagedAt(text: string, steps: readonly FlatStep[]): StagedAt {
  const [name = '', at] = text.split(/@(.*)/s, 2)
  const fault = faultOf(name)
  if (fault === undefined) {
    const known = faults.map(({ id }) => id).join(', ')
    throw new CeremonyError('station/usage', { problem: `There is no fault "${name}". There is: ${known}`, usage })
  }
  const places = placesOf(fault, steps).map((step) => step.id)
  const step = at ?? usualPlace(fault, steps)?.id
  if (step !== undefined && places.includes(step)) return { fault: name, step }
  const problem =
    places.length === 0
      ? `The fault ${name} has no place in this script`
      : `The fault ${name} cannot happen at "${step}". It can at: ${places.join(', ')}`
  throw new CeremonyError('station/usage', { problem, usage })
}

async function oneAfterTheOther(
  { id, plan }: RehearseArgs,
  out: string,
  chosen: readonly StagedAt[],
  output: Output,
): Promise<ExitCode> {
  const results: object[] = []
  for (const each of chosen) {
    const directory = join(out, each.fault)
    const result = await rehearse({ id, out: directory, planFile: plan, faults: [each], say: () => undefined })
    const end = result.ended === 'closed' ? 'overcome, the bag verifies' : 'stopped as void, as the lesson says'
    output.say(`  ${each.fault.padEnd(16)} ${each.step.padEnd(30)} ${end}`)
    results.push({ ...each, ...result })
  }
  output.done([`${results.length} faults staged, one rehearsal each. They lie in ${out}`], { out, rehearsals: results })
  return 0
}

function listFaults(output: Output): ExitCode {
  const lines = faults.flatMap(({ id, title, does, lesson }) => ['', `${id}: ${title}`, `  ${does}`, `  Do: ${lesson}`])
  output.done(
    ['Faults that a rehearsal can stage: anchorite rehearse root-key-generation --fault NAME[@STEP]', ...lines],
    { faults: faults.map(({ id, title, does, lesson }) => ({ id, title, does, lesson })) },
  )
  return 0
}

function printed(result: RehearsalResult): readonly string[] {
  const head = ['Head of the transcript:', ...wordLines(result.head), '']
  if (result.ended === 'void')
    return [
      '',
      'STOPPED AS VOID, as the lesson says. There is no bag, and nothing is signed that would be used.',
      ...head,
      `Look at it:    npm run --silent anchorite -- verify ${result.record}`,
      result.record,
    ]
  return [
    '',
    `Done: ${result.steps} steps. The bag was verified again from its bytes.`,
    ...head,
    `Look at it:    npm run --silent anchorite -- verify ${result.bag}`,
    result.bag,
  ]
}

// A ceremony brought to a step by the host alone, quickly, on real SoftHSM tokens, for tests that begin in the middle.

import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Reply } from '../../core/bridge.ts'
import { type Plan, parsePlan } from '../../core/formats/plan.ts'
import type { View } from '../../core/formats/view.ts'
import { makeMove } from '../../electron/cli/play.ts'
import { rehearsalPlayer } from '../../electron/cli/rehearsal-player.ts'
import { examplePlan, rehearsalCards } from '../../electron/host/open-ceremony.ts'
import { scriptRoles } from '../../electron/host/scripts.ts'
import { createStation } from '../../electron/host/station-host.ts'
import { codeOf, pinOf } from './people.ts'

export type Prepared = {
  readonly ceremony: string
  /** The head that stands on everybody's paper: 64 hex digits, and its 32 words. */
  readonly head: string
  readonly words: string
}

/** The plan with which the window rehearses a script. */
export function builtInPlan(script: string): Plan {
  const { bytes, path } = examplePlan(script)
  return parsePlan(bytes, path, scriptRoles)
}

/** Rehearse in `workDirectory` until the step stands, then leave it so, as a station that was switched off. */
export async function prepare(workDirectory: string, step: string, script = 'root-key-generation'): Promise<Prepared> {
  const station = createStation({ workDirectory })
  const plan = builtInPlan(script)
  const cards = rehearsalCards(plan)
  const nameOf = (id: string): string => plan.people.find((person) => person.id === id)?.name ?? ''
  const player = rehearsalPlayer(plan, {
    code: (person) => codeOf(nameOf(person)),
    pin: pinOf,
    card: (person) => cards[person],
  })
  try {
    let view = worth(await station.call('station.rehearse', { script }), 'station.rehearse')
    let paper = { head: '', words: '' }
    while (view.step !== null && view.step.id !== step) {
      const { compared, id } = view.step
      if (compared?.form === 'digest' && id.endsWith('/head'))
        paper = { head: compared.value, words: compared.words.map((line) => line.replace(/^\s*\d+\s+/, '')).join(' ') }
      view = worth(await makeMove(station.call, player.next(view)), step)
    }
    return { ceremony: view.ceremony, ...paper }
  } finally {
    await station.leave()
  }
}

function worth(reply: Reply<View>, at: string): View {
  if (!reply.ok) throw new Error(`${at}: ${reply.error.code}: ${reply.error.words.happened}`)
  return reply.value
}

/** Keep a state, and come back to it: the paths inside it stay true only in the place where it was made. */
export function keeper(workDirectory: string): { readonly keep: () => void; readonly restore: () => void } {
  const kept = `${workDirectory}.kept`
  return {
    keep: () => cpSync(workDirectory, kept, { recursive: true, preserveTimestamps: true }),
    restore: () => {
      rmSync(workDirectory, { recursive: true, force: true })
      cpSync(kept, workDirectory, { recursive: true, preserveTimestamps: true })
    },
  }
}

/** Where the transcript of a ceremony lies. */
export const transcriptOf = (workDirectory: string, ceremony: string): string =>
  join(workDirectory, ceremony, 'transcript.jsonl')

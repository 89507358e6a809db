// A ceremony brought to a step by the host alone, quickly, on real SoftHSM tokens, for tests that begin in the middle.

import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { BridgeArgs, BridgeCall, CallBridge } from '../../core/bridge.ts'
import type { View } from '../../core/formats/view.ts'
import { rehearsalPlayer } from '../../electron/cli/rehearsal-player.ts'
import { createStation } from '../../electron/host/station-host.ts'
import { examplePlan } from '../plan/example.ts'
import { codeOf, pinOf } from './people.ts'

export type Prepared = {
  readonly ceremony: string
  /** The head that stands on everybody's paper: 64 hex digits, and its 32 words. */
  readonly head: string
  readonly words: string
}

/** Rehearse in `workDirectory` until the step stands, then leave it so, as a station that was switched off. */
export async function prepare(workDirectory: string, step: string): Promise<Prepared> {
  const station = createStation({ workDirectory })
  const plan = examplePlan()
  const nameOf = (id: string): string => plan.people.find((person) => person.id === id)?.name ?? ''
  const player = rehearsalPlayer(plan, { code: (person) => codeOf(nameOf(person)), pin: pinOf })
  try {
    let view = await taken(station.call, 'station.rehearse', { script: 'root-key-generation' })
    let paper = { head: '', words: '' }
    while (view.step !== null && view.step.id !== step) {
      const { compared, id } = view.step
      if (compared?.form === 'digest' && id.endsWith('/head'))
        paper = { head: compared.value, words: compared.words.map((line) => line.replace(/^\s*\d+\s+/, '')).join(' ') }
      const { call, args } = player.next(view)
      view = await taken(station.call, call, args as never) // a move's call and arguments belong together
    }
    return { ceremony: view.ceremony, ...paper }
  } finally {
    await station.leave()
  }
}

async function taken<C extends BridgeCall>(call: CallBridge, name: C, args: BridgeArgs<C>): Promise<View> {
  const reply = await call(name, args)
  if (!reply.ok) throw new Error(`${name}: ${reply.error.code}: ${reply.error.words.happened}`)
  return reply.value as View // only calls that answer with a view are made here
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

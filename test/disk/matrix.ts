// The matrix: every kind of call at every kind of file and step, with every way in which a disk fails, over as few days as it takes.

import { type At, playDay, type Recovery, type Try } from './day.ts'
import { canFail, everyFault, type Fault, nameOf } from './fault.ts'

const maxDays = 400

/**
 * @param all - every fault at every kind of call, file and step, gone on with by the same process and by another; else
 *   every class of faults at every kind of call and file, and the two by turns.
 */
export async function diskMatrix(all: boolean): Promise<readonly Try[]> {
  if (!all) return untilNothingIsNew(false, ['same process', 'restart'])
  return [...(await untilNothingIsNew(true, ['same process'])), ...(await untilNothingIsNew(true, ['restart']))]
}

async function untilNothingIsNew(all: boolean, recoveries: readonly Recovery[]): Promise<readonly Try[]> {
  const seen = new Set<string>()
  const tries: Try[] = []
  let turn = 0
  const recover = (): Recovery => recoveries[turn++ % recoveries.length] ?? 'restart'
  for (let day = 0; day < maxDays; day++) {
    const before = seen.size
    tries.push(...(await playDay({ choose: chooser(seen, all, day), recover })))
    if (seen.size === before) return tries
  }
  throw new Error(`still new after ${maxDays} days`)
}

/** Another fault comes first each time, so that all are spread over the day. */
function chooser(seen: Set<string>, all: boolean, start: number) {
  let turn = start
  return ({ call, area, step }: At): Fault | undefined => {
    const possible = everyFault.filter((fault) => canFail(fault, call))
    turn++
    for (let index = 0; index < possible.length; index++) {
      const fault = possible[(index + turn) % possible.length]
      if (fault === undefined) continue
      const key = all ? `${nameOf(fault)} ${call} ${area} ${step}` : `${fault.like} ${call} ${area}`
      if (seen.has(key)) continue
      seen.add(key)
      return fault
    }
    return undefined
  }
}

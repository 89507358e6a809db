// SIGKILL from outside, at any moment after a line: the whole tree, the station alone, or the process of the token alone.

import { setTimeout as sleep } from 'node:timers/promises'
import { keyOf } from './reference.ts'
import { childrenOf, killNow, orphansOf, type Run } from './run.ts'
import { ceremonyIn, type Scene, wholeLines } from './scene.ts'

export const victims = ['tree', 'station', 'token host'] as const
export type Victim = (typeof victims)[number]

/** What was really hit: a line at which no token host lives has none to be killed. */
export type Hit = { victim: Victim | 'nobody'; orphans: readonly number[] }

const pollMs = 1

/** @param hit - is told who was hit, and which token hosts outlived their station. */
export async function killFromOutside(
  scene: Scene,
  run: Run,
  at: { readonly line: string; readonly victim: Victim; readonly delayMs: number },
  hit: Hit,
): Promise<void> {
  await untilLine(scene, run, at.line)
  await sleep(at.delayMs)
  const hosts = childrenOf(run.pid)
  if (run.isOver()) return
  hit.victim = at.victim === 'token host' && hosts.length === 0 ? 'tree' : at.victim
  if (hit.victim === 'tree') killNow([run.pid, ...hosts])
  if (hit.victim === 'station') killNow([run.pid])
  if (hit.victim === 'token host') killNow(hosts)
  hit.orphans = await orphansOf(hosts)
}

/** The line stands in the transcript, or the run is over. */
async function untilLine(scene: Scene, run: Run, line: string): Promise<void> {
  for (;;) {
    const ceremony = ceremonyIn(scene)
    if (run.isOver()) return
    if (ceremony !== undefined && wholeLines(ceremony).some(({ event }) => keyOf(event) === line)) return
    await sleep(pollMs)
  }
}

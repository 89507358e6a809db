// SIGKILL from outside, at any moment after a line: the whole tree, the station alone, or the process of the token alone.

import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
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
  let read = -1
  while (!run.isOver()) {
    const ceremony = ceremonyOf(scene)
    const sizeBytes = ceremony === undefined ? -1 : statSync(join(ceremony, 'transcript.jsonl')).size
    if (ceremony !== undefined && sizeBytes !== read) {
      read = sizeBytes
      if (wholeLines(ceremony).some(({ event }) => keyOf(event) === line)) return
    }
    await sleep(pollMs)
  }
}

/** Found once, since the transcript is read only when it grew; absent until its first line is there. */
const found = new Map<string, string>()

function ceremonyOf(scene: Scene): string | undefined {
  const before = found.get(scene.live)
  if (before !== undefined && existsSync(join(before, 'transcript.jsonl'))) return before
  const ceremony = ceremonyIn(scene)
  if (ceremony !== undefined) found.set(scene.live, ceremony)
  return ceremony
}

// Take the ceremony up and go on, as a calm person would: head from paper, a broken bag moved away, the PIN that is now set.

import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { type Ended, type Run, startRun } from './run.ts'
import { argumentsFor, type Scene, secretsOf } from './scene.ts'

/** How it is killed: by itself after one of these lines, or by somebody from outside. */
export type Kill = { readonly after: readonly string[] } | { readonly outside: (run: Run) => Promise<void> }

export type Went =
  | { readonly how: 'closed' | 'killed' }
  /** A refusal that no person in the room could do anything about. */
  | { readonly how: 'lost'; readonly why: string }

/** What runs were refused with, and how often. */
export type Refusals = Record<string, number>

/** More refusals than any kill leaves behind. */
const maxRounds = 8

/**
 * Run until the ceremony is closed or the kill happened.
 * @param kill - absent: to the end.
 * @param refused - is added to.
 */
export async function goOn(scene: Scene, refused: Refusals, kill?: Kill): Promise<Went> {
  const changedSo = new Set<string>()
  const seen: string[] = []
  for (let round = 0; round < maxRounds; round++) {
    const dieAt = kill !== undefined && 'after' in kill ? JSON.stringify(kill.after) : undefined
    const run = startRun(argumentsFor(scene), secretsOf(scene, changedSo), dieAt)
    if (kill !== undefined && 'outside' in kill && round === 0) await kill.outside(run)
    const ended = await run.ended
    if (ended.signal === 'SIGKILL') return { how: 'killed' }
    if (ended.code === 0) return { how: 'closed' }
    const { code, where = '', happened } = refusalOf(ended)
    refused[code] = (refused[code] ?? 0) + 1
    seen.push(`${code} at ${where}: ${happened}`)
    if (!helped({ scene, changedSo, code, where })) break
  }
  return { how: 'lost', why: seen.join('; ') }
}

type Refusal = { readonly code: string; readonly where?: string; readonly happened?: string }

function refusalOf({ out, code, signal }: Ended): Refusal {
  const line = out.split('\n').find((candidate) => candidate.startsWith('{"ok":false'))
  if (line === undefined) return { code: 'none', happened: `exit ${code}, signal ${signal}: ${out.slice(-300)}` }
  return JSON.parse(line) as Refusal // the terminal's own JSON
}

/** What a person in the room does about it. @returns false where nobody could do anything. */
function helped(input: { scene: Scene; changedSo: Set<string>; code: string; where: string }): boolean {
  const { scene, changedSo, code, where } = input
  switch (code) {
    case 'station/exists':
      return movedAway(join(scene.live, 'bag'))
    case 'token/so-pin-incorrect': {
      // The interrupted act had set the new SO PIN already: that is what the station tells to try.
      const token = where.split('/').at(-1) ?? ''
      if (changedSo.has(token)) return false
      changedSo.add(token)
      return true
    }
    case 'backup/scope-gone':
    case 'ceremony/scope-gone': // the process that held a secret was killed: the set is void, and made again
    case 'token/host-died':
    case 'token/host-gone':
      return true // the process of the token was killed: look how it stands, and go on
    default:
      return false
  }
}

/** A bag that is not whole is kept beside, never written over. */
function movedAway(bag: string): boolean {
  if (!existsSync(bag)) return false
  let copy = 1
  while (existsSync(`${bag}-damaged-${copy}`)) copy++
  renameSync(bag, `${bag}-damaged-${copy}`)
  return true
}

// The calm people of a rehearsal at a station whose disk failed: they do what its words say, and nothing else.

import { existsSync, renameSync } from 'node:fs'
import type { Player } from '../../electron/cli/play.ts'
import type { Station } from '../host/station.ts'
import { afterACrash } from '../kill/after.ts'

export const peopleOf = (station: Station): Player =>
  afterACrash(station.player, station.files.recorder.state.paperHead)

/** A bag that was not finished is moved away where the station asks for that: it never removes one itself. */
export function moveAside(out: string): boolean {
  if (!existsSync(out)) return false
  let copy = 1
  while (existsSync(`${out}-aside-${copy}`)) copy++
  renameSync(out, `${out}-aside-${copy}`)
  return true
}

// The search for secrets in numbers, for the report of all faults: places searched, and what was found there.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FaultRow } from '../faults/row.ts'
import { filesUnder, search } from './places.ts'
import { copiesIn } from './process-memory.ts'
import { rehearseAtTerminal, terminalPin } from './terminal.ts'

/**
 * One whole rehearsal at the terminal. `tried`: places times forms of all secrets; `lost`: finds. The second row is the
 * memory of the station after the close, and is left out where only root may read it.
 */
export async function secretFaults(): Promise<readonly FaultRow[]> {
  const place = mkdtempSync(join(tmpdir(), 'anchorite-secrets-'))
  try {
    let left: number | undefined
    const { exitCode, secrets, seen } = await rehearseAtTerminal(place, (line, station) => {
      if (line !== 'ended') return
      const copies = copiesIn(station, terminalPin())
      left = copies === undefined ? undefined : copies.plain + copies.wide + copies.base64
    })
    if (exitCode !== 0) throw new Error('the rehearsal did not come to its end')
    const { tried, found } = search(new Map([...seen, ...filesUnder(place)]), secrets)
    return [row('secrets: places searched', tried, found.length), ...(left === undefined ? [] : [memoryRow(left)])]
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

const memoryRow = (left: number): FaultRow =>
  row('secrets: memory of the station after the close', 1, Math.min(1, left))

const row = (area: string, tried: number, lost: number): FaultRow => ({
  area,
  tried,
  survived: tried - lost,
  lost,
  refused: {},
})

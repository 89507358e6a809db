// What remains of a PIN in memory, process by process, moment by moment: measured, and printed as a table.
// node test/secrets/memory.ts

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDisplay } from '../e2e/display.ts'
import { openKioskPage } from '../e2e/kiosk.ts'
import { familyOf } from './family.ts'
import type { Wanted } from './forms.ts'
import { type Copies, copiesIn } from './process-memory.ts'
import { rehearseAtTerminal, terminalPin } from './terminal.ts'
import { prepareSeal, sealInWindow, sealPin } from './window.ts'

/** Copies of the PIN in all processes of one kind at one moment; undefined where their memory is not ours to read. */
export type MemoryRow = { readonly moment: string; readonly kind: string; readonly copies: Copies | undefined }

/** Processes of one kind are added up. */
export function memoryRows(moment: string, station: number, pin: Wanted): readonly MemoryRow[] {
  const rows = new Map<string, Copies | undefined>()
  for (const { pid, kind } of familyOf(station)) {
    const copies = copiesIn(pid, pin)
    const before = rows.get(kind)
    rows.set(kind, before === undefined || copies === undefined ? (copies ?? before) : add(before, copies))
  }
  return [...rows].map(([kind, copies]) => ({ moment, kind, copies }))
}

const add = (a: Copies, b: Copies): Copies => ({
  plain: a.plain + b.plain,
  wide: a.wide + b.wide,
  base64: a.base64 + b.base64,
})

/** At the terminal, PINs from a descriptor: the moments of token root-a. */
export async function memoryAtTerminal(): Promise<readonly MemoryRow[]> {
  const place = mkdtempSync(join(tmpdir(), 'anchorite-memory-'))
  const rows: MemoryRow[] = []
  const moments = ['Initialise token root-a', 'Make key root-a', 'Prove key root-a', 'Make key root-b', 'ended']
  try {
    await rehearseAtTerminal(place, (line, station) => {
      const moment = moments.find((title) => line.includes(title))
      if (moment !== undefined) rows.push(...memoryRows(`after "${moment}"`, station, terminalPin()))
    })
    return rows
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

/** In the real window on a display of its own: the PIN that seals. */
export async function memoryInWindow(): Promise<readonly MemoryRow[]> {
  const place = mkdtempSync(join(tmpdir(), 'anchorite-memory-'))
  const workDirectory = join(place, 'station')
  const rows: MemoryRow[] = []
  const display = await startDisplay()
  try {
    const prepared = await prepareSeal(workDirectory)
    const kiosk = await openKioskPage({ workDirectory, display })
    try {
      await sealInWindow(kiosk, prepared, (moment) => {
        rows.push(...memoryRows(moment, kiosk.pids.station, sealPin()))
      })
    } finally {
      await kiosk.close()
    }
    return rows
  } finally {
    await display.end()
    rmSync(place, { recursive: true, force: true })
  }
}

/** A table in Markdown: copies as text (UTF-8 or Latin-1), as UTF-16, as Base64. */
export function tableOf(rows: readonly MemoryRow[]): string {
  const kinds = [...new Set(rows.map(({ kind }) => kind))].filter((kind) => kind !== 'other')
  const moments = [...new Set(rows.map(({ moment }) => moment))]
  const cell = (moment: string, kind: string): string => {
    const row = rows.find((candidate) => candidate.moment === moment && candidate.kind === kind)
    if (row === undefined) return 'not there'
    if (row.copies === undefined) return 'not readable'
    const { plain, wide, base64 } = row.copies
    return `${plain} · ${wide} · ${base64}`
  }
  const lines = moments.map((moment) => [moment, ...kinds.map((kind) => cell(moment, kind))])
  const heading = ['moment (text · UTF-16 · Base64)', ...kinds]
  return [heading, heading.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

if (import.meta.main) {
  process.stdout.write(`At the terminal\n\n${tableOf(await memoryAtTerminal())}\n\n`)
  process.stdout.write(`In the window\n\n${tableOf(await memoryInWindow())}\n`)
}

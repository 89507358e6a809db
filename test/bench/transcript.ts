// Lines of the transcript, flushed one by one, against a bare write and fsync of the same bytes on the same disk.

import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expand } from '../../core/ceremony/expand.ts'
import { expansionDigest } from '../../core/ceremony/expanded.ts'
import { parsePlan, planDigest } from '../../core/formats/plan.ts'
import { examplePlan } from '../../electron/host/open-ceremony.ts'
import { Recorder } from '../../electron/host/recorder.node.ts'
import { scriptOf, scriptRoles } from '../../electron/host/scripts.ts'
import { type BenchRow, benchRow } from './row.ts'

const rounds = 9
const lines = 400

/** Rate of `Recorder.record` (check, chain, replay, write, fsync) ÷ rate of write + fsync of lines of that length. */
export async function benchTranscript(): Promise<BenchRow> {
  const directory = fs.mkdtempSync(join(tmpdir(), 'anchorite-bench-'))
  try {
    const { bytes, path } = examplePlan('root-key-generation')
    const plan = parsePlan(bytes, path, scriptRoles)
    const script = expand(scriptOf(plan.ceremony), plan, planDigest(plan))
    const transcript = join(directory, 'transcript.jsonl')
    const recorder = Recorder.create({ path: transcript, script, clock: () => new Date(), newestSeen: '' })
    recorder.record({
      type: 'opened',
      ceremony: 'bench',
      mode: 'rehearsal',
      script: { id: script.script.id, version: script.script.version },
      expansionDigest: expansionDigest(script),
      planDigest: script.planDigest,
      planFileSha256: '00'.repeat(32),
      site: {},
      program: {},
      previousHead: null,
    })
    const [first] = script.steps
    const event = {
      type: 'refused',
      step: first?.id ?? '',
      by: 'hugo',
      code: 'ceremony/no-answer',
      detail: {},
    } as const
    recorder.record(event)
    const line = Buffer.from(recorder.bytes()).toString().split('\n').at(-2) ?? ''
    const bare = fs.openSync(join(directory, 'bare'), 'ax')
    const append = () => recorder.record(event)
    const write = () => {
      fs.writeSync(bare, `${line}\n`)
      fs.fsyncSync(bare)
    }
    inTurn(append, write) // warm
    const measured: { readonly ours: number[]; readonly theirs: number[] } = { ours: [], theirs: [] }
    for (let round = 0; round < rounds; round++) {
      const { ours, theirs } = inTurn(append, write)
      measured.ours.push(ours)
      measured.theirs.push(theirs)
    }
    fs.closeSync(bare)
    recorder.close()
    return benchRow({ name: 'transcript appends / bare write and fsync', unit: '1/s' }, measured, { atLeast: 0.75 })
  } finally {
    fs.rmSync(directory, { recursive: true, force: true })
  }
}

/** Line by line in turn, so that whatever else the disk does hits both alike. Lines a second of each. */
function inTurn(ours: () => void, theirs: () => void): { readonly ours: number; readonly theirs: number } {
  const spent = { ours: 0, theirs: 0 }
  for (let line = 0; line < lines; line++) {
    const start = performance.now()
    ours()
    const between = performance.now()
    theirs()
    spent.ours += between - start
    spent.theirs += performance.now() - between
  }
  return { ours: lines / (spent.ours / 1000), theirs: lines / (spent.theirs / 1000) }
}

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
import { type BenchRow, benchRow, interleave } from './row.ts'

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
    const measured = await interleave(
      rounds,
      () => rateOf(() => recorder.record(event)),
      () =>
        rateOf(() => {
          fs.writeSync(bare, `${line}\n`)
          fs.fsyncSync(bare)
        }),
    )
    fs.closeSync(bare)
    recorder.close()
    return benchRow({ name: 'transcript appends / bare write and fsync', unit: '1/s' }, measured, { atLeast: 0.75 })
  } finally {
    fs.rmSync(directory, { recursive: true, force: true })
  }
}

function rateOf(append: () => void): number {
  const start = performance.now()
  for (let line = 0; line < lines; line++) append()
  return lines / ((performance.now() - start) / 1000)
}

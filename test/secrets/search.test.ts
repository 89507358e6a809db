// A whole rehearsal with known PINs and codes at the terminal: none of them is found anywhere, in any form, while it runs or after.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseExpanded } from '../../core/ceremony/expanded.ts'
import { replay } from '../../core/ceremony/replay.ts'
import { parsePlanJson } from '../../core/formats/plan.ts'
import { readBag } from '../../core/media/bag.node.ts'
import { transcriptSheet } from '../../core/paper/transcript.ts'
import { verifyTranscript } from '../../core/transcript/verify.ts'
import { scriptRoles } from '../../electron/host/scripts.ts'
import { chromiumPath, openPrintPage } from '../paper/page.ts'
import { dumpsOf, familyOf } from './family.ts'
import { wanted } from './forms.ts'
import { sayLoudly } from './loud.ts'
import { filesUnder, search } from './places.ts'
import { copiesIn } from './process-memory.ts'
import { type AtTerminal, rehearseAtTerminal, terminalPin } from './terminal.ts'

let place = ''
let run: AtTerminal
const limits = new Map<string, string>()
const atWork: { copies?: ReturnType<typeof copiesIn> } = {}
const atEnd: { copies?: ReturnType<typeof copiesIn> } = {}

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'anchorite-secrets-'))
  run = await rehearseAtTerminal(place, (line, station) => {
    for (const { pid, kind } of familyOf(station)) {
      const said = dumpsOf(pid)
      if (said !== undefined) limits.set(kind, said)
    }
    if (line === 'ended') atEnd.copies = copiesIn(station, terminalPin())
    if (line.includes('Make key root-a')) atWork.copies = copiesIn(station, terminalPin())
  })
}, 400_000)
afterAll(() => rmSync(place, { recursive: true, force: true }))

describe('the searcher', () => {
  test('finds what is planted in a file, in a name of a file, and in the arguments of a process', () => {
    const planted = wanted('planted', 'planted 47"11')
    const folder = mkdtempSync(join(tmpdir(), 'anchorite-planted-'))
    try {
      writeFileSync(join(folder, 'log'), JSON.stringify({ pin: 'planted 47"11' }))
      writeFileSync(join(folder, Buffer.from('planted 47"11').toString('hex')), '')
      const found = search(filesUnder(folder), [planted]).found.map((line) => line.slice(line.indexOf('planted (')))
      expect(found).toEqual(expect.arrayContaining(['planted (JSON-escaped, 1 times)', 'planted (hex, 1 times)']))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('after a whole rehearsal (SECRET-NOWHERE)', () => {
  test('it went to its end, and the station, its token hosts and their variables were seen at work', () => {
    expect([run.exitCode, run.seen.get('standard output and error')?.toString().slice(-2000)]).toEqual([
      0,
      expect.stringContaining('ended'),
    ])
    expect([...run.kinds]).toEqual(expect.arrayContaining(['station host', 'token host']))
    expect([...run.seen].some(([name, bytes]) => name.includes('environ') && bytes.includes('SOFTHSM2_CONF='))).toBe(
      true,
    )
  })

  test('no secret stands in its output, nor in arguments and variables of any process, in any form', () => {
    expect(search(run.seen, run.secrets).found).toEqual([])
  })

  test('no secret stands in transcript, store, codes, bag, token files, home or temporary files, in any form', () => {
    const files = filesUnder(place)
    for (const part of ['/run/bag/manifest-sha256.txt', 'transcript.jsonl', '/tokens/tokens/', '/run/station/'])
      expect(
        [...files.keys()].some((path) => path.includes(part)),
        part,
      ).toBe(true)
    expect(search(files, run.secrets).found).toEqual([])
  })

  test('no secret stands in the transcript as it is printed', async () => {
    if (!existsSync(chromiumPath)) {
      sayLoudly('no PDF was searched for secrets: there is no Chromium here')
      return
    }
    const { files } = await readBag(join(place, 'run', 'bag'))
    const bytes = (name: string): Uint8Array => files.get(name) ?? new Uint8Array()
    const plan = parsePlanJson(bytes('data/plan.json'), 'plan.json', scriptRoles)
    const record = verifyTranscript(bytes('transcript.jsonl'), 'transcript.jsonl')
    const state = replay(record, parseExpanded(bytes('data/script.json'), 'script.json'), 'transcript.jsonl')
    const page = await openPrintPage()
    try {
      await page.print('#/paper/transcript', { ok: true, value: transcriptSheet(record, state, plan) })
      const printed = filesUnder(page.directory)
      const text = [...printed].find(([path]) => /^text of .*\.pdf$/.test(path))?.[1].toString()
      expect(text).toContain('Make key root-a')
      expect(search(printed, run.secrets).found).toEqual([])
    } finally {
      await page.close()
    }
  })

  test('station and token host make no core dump, and none that is piped holds memory', () => {
    expect(Object.fromEntries(limits)).toMatchObject({
      'station host': expect.stringMatching(/size +0 +0 .* 0+\n$/),
      'token host': expect.stringMatching(/size +0 +0 .* 0+\n$/),
    })
  })

  test('after the close the memory of the station holds no copy of a PIN', () => {
    if (process.getuid?.() !== 0) {
      sayLoudly('the memory of the station at the terminal was not searched for a PIN: only root may read it here')
      return
    }
    expect(atWork.copies?.plain, 'the search finds the PIN while the station holds it').toBeGreaterThan(0)
    expect(atEnd.copies).toEqual({ plain: 0, wide: 0, base64: 0 })
  })
})

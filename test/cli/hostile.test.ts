// Files that would fill the memory, and text that would move the cursor.

import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { edited } from '../plan/example.ts'
import { makeSample, type Sample } from '../verify/sample.ts'
import { cursorMoves, jsonOf, run } from './capture.ts'

let place = ''
let sample: Sample
const at = (...parts: readonly string[]): string => join(place, ...parts)

const lay = (name: string, bytes: string | Uint8Array): string => {
  const path = at(name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, bytes)
  return path
}

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'anchorite-cli-')) // on a disk: one file here is said to have 5 GB
  sample = await makeSample()
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

describe('a file that would fill the memory is refused before it is read', () => {
  test('5 GB, by its size', async () => {
    const path = lay('huge.json', '{"signed":{},"signatures":[]}')
    truncateSync(path, 5 * 1024 ** 3)
    const before = process.memoryUsage().rss
    for (const args of [
      ['inspect', path],
      ['verify', path],
      ['diff', path, path],
      ['plan', 'check', path],
    ]) {
      const said = await run(...args)
      expect([said.code, said.err.includes('input/too-large')], args.join(' ')).toEqual([2, true])
    }
    mkdirSync(at('huge-bag'))
    writeFileSync(at('huge-bag', 'bagit.txt'), '')
    truncateSync(at('huge-bag', 'bagit.txt'), 5 * 1024 ** 3)
    const bag = await run('verify', at('huge-bag'))
    expect([bag.code, bag.err.includes('bag/too-much')]).toEqual([1, true])
    expect(process.memoryUsage().rss - before).toBeLessThan(500 * 1024 ** 2)
    rmSync(path)
  })

  test('JSON 100,000 levels deep, by its depth', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const documents = {
      'root.json': `{"signed":${deep},"signatures":[]}`,
      'envelope.json': `{"payloadType":${deep}}`,
      'transcript.jsonl': `{"event":${deep}}\n`,
      'script.json': `{"format":"anchorite/expanded-script/v1","x":${deep}}`,
      'plan.json': `{"format":"anchorite/plan/v1","x":${deep}}`,
      'site.yaml': `format: anchorite/site/v1\nx: ${deep}`,
    }
    for (const [name, text] of Object.entries(documents)) {
      const said = await run('inspect', lay(`deep/${name}`, text))
      expect(said.code, name).toBeGreaterThan(0)
      expect(said.err, name).toMatch(/json\/depth|transcript\/line/)
    }
    expect((await run('verify', at('deep', 'root.json'))).err).toContain('json/depth')
    expect((await run('plan', 'check', at('deep', 'plan.json'))).err).toMatch(/json\/depth/)
  })
})

describe('text from outside does not move the cursor', () => {
  const hostile = ['\u001b[2J\u001b[1;1H', '\u202egnp.exe', '\u009b31m', 'a\rb', '\u200b\u2028'] as const

  test('names of files, in refusals and in results', async () => {
    for (const name of hostile) {
      const file = lay(`hostile/${name}.json`, sample.files.get('data/metadata/acme/update/1.root.json') ?? '')
      for (const args of [
        ['inspect', file],
        ['verify', file],
        ['inspect', `${file}-nowhere`],
        [name],
        ['verify', '--', name],
      ]) {
        for (const said of [await run(...args), await run(...args, '--json')]) {
          expect(cursorMoves(said.out + said.err), JSON.stringify([name, args])).toEqual([])
          expect((said.out + said.err).length).toBeGreaterThan(10)
        }
      }
      // What a machine reads back is the name as it is.
      expect(jsonOf(await run('inspect', file, '--json')).path).toBe(file)
    }
  })

  test('names of files in a bag, and what stands in a document', async () => {
    for (const name of hostile) {
      for (const [path, bytes] of sample.files) lay(`strange/${path}`, bytes)
      lay(`strange/data/${name}`, 'x')
      const said = await run('verify', at('strange'))
      expect(said.code).toBe(1)
      expect(cursorMoves(said.err), JSON.stringify(name)).toEqual([])
      rmSync(at('strange'), { recursive: true })
      const plan = lay('plan-with-name.yaml', edited(['Amina Diallo', `"${JSON.stringify(name).slice(1, -1)}"`]))
      expect(cursorMoves((await run('inspect', plan)).err)).toEqual([])
    }
  })
})

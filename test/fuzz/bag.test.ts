// A finished bag with one thing changed: in its directory on a disk, and with all digests made anew by an attacker.
// ANCHORITE_FUZZ and ANCHORITE_FUZZ_SEED as in inputs.test.ts.

import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  appendFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { readBag } from '../../core/media/bag.node.ts'
import { verifyBag } from '../../core/verify/bag.ts'
import { scripts } from '../../electron/host/scripts.ts'
import { withBag } from '../media/complete-bag.ts'
import { thrown } from '../media/fixtures.ts'
import { asBag, type Files, rechain } from '../verify/forge.ts'
import { makeSample } from '../verify/sample.ts'
import { type Area, runArea } from './case.ts'
import { mutateBytes, mutateJson } from './mutate.ts'
import { type Random, randomFrom } from './random.ts'

const seed = Number(process.env.ANCHORITE_FUZZ_SEED ?? randomBytes(4).readUInt32BE())
const cases = (sample: number): number => Number(process.env.ANCHORITE_FUZZ ?? sample)

const names = [
  'x',
  'a b',
  'é',
  'con',
  '.x',
  'data',
  'fetch.txt',
  'manifest-md5.txt',
  'x.',
  'A'.repeat(129),
  'bagit.txt ',
  '-x',
] as const

/** One change of a directory. Undefined where this machine cannot make it (a device without the right to). */
function changeDirectory(random: Random, bag: string, paths: readonly string[]): string | undefined {
  const path = paths[random.below(paths.length)] ?? ''
  const other = paths[random.below(paths.length)] ?? ''
  const at = join(bag, path)
  const bytes = readFileSync(at)
  const changed = mutateBytes(random, bytes, readFileSync(join(bag, other)))
  const added = join(random.chance(50) ? bag : dirname(at), random.pick(names))
  switch (random.below(12)) {
    case 0:
      rmSync(at)
      return `${path} removed`
    case 1:
      renameSync(
        at,
        join(dirname(at), random.pick(['y', path.toUpperCase().replaceAll('/', '_'), `${path.split('/').at(-1)}~`])),
      )
      return `${path} renamed`
    case 2:
      if (other === path) return undefined
      renameSync(at, join(bag, other))
      return `${path} in the place of ${other}`
    case 3:
      if (bytes.equals(readFileSync(join(bag, other)))) return undefined
      cpSync(join(bag, other), at)
      return `${path} with the bytes of ${other}`
    case 4:
      appendFileSync(at, random.pick(['\n', ' ', '\0', '\r\n']))
      return `${path} made longer`
    case 5:
      rmSync(at)
      symlinkSync(random.pick([join(bag, other), '/dev/zero', 'nowhere', '..']), at)
      return `${path} is a link`
    case 6:
      rmSync(at)
      execFileSync('mkfifo', [at])
      return `${path} is a pipe`
    case 7:
      rmSync(at)
      mkdirSync(at)
      if (random.chance(50)) writeFileSync(join(at, 'x'), bytes)
      return `${path} is a folder`
    case 8:
      return madeDevice(at) ? `${path} is a device` : undefined
    case 9:
      linkSync(at, join(dirname(at), 'second-name'))
      return `${path} has a second name`
    case 10:
      if (paths.some((known) => join(bag, known) === added) || added === join(bag, 'data')) return undefined
      if (random.chance(40)) mkdirSync(added)
      else writeFileSync(added, random.chance(50) ? '' : bytes)
      return `${added} added`
    default:
      if (bytes.equals(changed)) return undefined
      writeFileSync(at, changed)
      return `${path} altered`
  }
}

/** `/dev/full`'s numbers: reading it never ends. Only root may. */
function madeDevice(at: string): boolean {
  try {
    execFileSync('mknod', [`${at}.device`, 'c', '1', '7'], { stdio: 'ignore' })
  } catch {
    return false
  }
  renameSync(`${at}.device`, at)
  return true
}

test('BAG-WHOLE: a bag with any one thing changed in its directory is refused, whatever the change', () =>
  withBag(async (bag) => {
    const whole = `${bag}-whole`
    cpSync(bag, whole, { recursive: true })
    const paths = [...(await readBag(bag)).files.keys()]
    const codes = new Set<string>()
    for (let index = 0; index < cases(150); index++) {
      const change = changeDirectory(randomFrom(seed + index), bag, paths)
      if (change !== undefined) {
        const { code } = await thrown(() => readBag(bag))
        expect(code, `ANCHORITE_FUZZ_SEED=${seed} case ${index}: ${change}`).toMatch(/^(?:bag|json)\//)
        codes.add(code)
      }
      rmSync(bag, { recursive: true })
      cpSync(whole, bag, { recursive: true })
    }
    expect((await readBag(bag)).state).toBe('complete')
    expect(codes.size).toBeGreaterThan(3)
  }))

let files: Files
beforeAll(async () => {
  ;({ files } = await makeSample())
})

/** One file changed, and then everything that names it by its digest: manifests, and the chain of the transcript. */
const forgedBag = (): Area => ({
  name: 'bag, digests made anew',
  good: [],
  make: (random) => {
    const paths = [...files.keys()].filter((path) => !path.startsWith('manifest') && !path.startsWith('tagmanifest'))
    const path = paths[random.below(paths.length)] ?? ''
    const bytes = files.get(path) ?? new Uint8Array()
    const json = path.endsWith('.json') && random.chance(70)
    const changed = json
      ? Buffer.from(mutateJson(random, Buffer.from(bytes).toString('utf8')))
      : mutateBytes(random, bytes)
    return Buffer.concat([Buffer.from(`${path}\n`), changed])
  },
  take: (input) => {
    const end = input.indexOf(10)
    const path = Buffer.from(input.subarray(0, end)).toString('utf8')
    const bytes = input.subarray(end + 1)
    const changed: Files = new Map(files).set(path, bytes)
    const bag = asBag(path.startsWith('data/') ? rechain(changed) : changed)
    const { entriesAfterSeal, entries } = verifyBag(bag, scripts)
    if (path === 'seal.dsse.json') return undefined // its spelling is covered by nothing; what it says is signed
    // Behind the seal the chain is signed by nobody, which the report says: the last entry may be another one.
    const sealed = path === 'transcript.jsonl' ? entries - entriesAfterSeal : undefined
    const linesOf = (all: ReadonlyMap<string, Uint8Array>): string =>
      Buffer.from(all.get(path) ?? new Uint8Array())
        .toString('latin1')
        .split('\n')
        .slice(0, sealed)
        .join('\n')
    return linesOf(bag.files) === linesOf(files) ? undefined : `${path} was changed, and the bag verifies`
  },
})

test('a bag with any one file changed is refused, though every digest in it fits again', () => {
  const tally = runArea(forgedBag(), cases(60), seed)
  process.stdout.write(
    `fuzz: ${tally.area}: ${tally.tried} cases, ${tally.perSecond} a second, the slowest ${Math.round(tally.worstMs)} ms\n`,
  )
  expect(tally.found.slice(0, 3)).toEqual([])
  expect(Object.keys(tally.refused).length).toBeGreaterThan(3)
})

import { describe, expect, it } from 'vitest'
import { isCeremonyError } from '../../core/errors.ts'
import { checkBag } from '../../core/media/check.ts'
import { layOutCompletion, layOutExport } from '../../core/media/layout.ts'
import { sha256Hex } from '../../core/media/manifest.ts'
import { info, payloadFiles, sealBytes, text, thrown, transcript } from './fixtures.ts'

const exported = layOutExport(payloadFiles, info)
const tags = [
  { path: 'transcript.jsonl', bytes: transcript },
  { path: 'seal.dsse.json', bytes: sealBytes },
]
const complete = new Map([...exported, ...layOutCompletion(exported, tags)])
const without = (path: string, from = complete) => new Map([...from].filter(([name]) => name !== path))
const withFile = (path: string, bytes: Uint8Array, from = complete) => new Map([...from]).set(path, bytes)

function refuses(files: ReadonlyMap<string, Uint8Array>): boolean {
  try {
    checkBag(files)
    return false
  } catch (error) {
    if (isCeremonyError(error)) return true
    throw error
  }
}

describe('BAG-WHOLE: one altered byte anywhere is refused', () => {
  it.each([...complete.keys()])('in %s', (path) => {
    const bytes = complete.get(path) ?? new Uint8Array()
    expect(bytes.length).toBeGreaterThan(0)
    for (let at = 0; at < bytes.length; at++) {
      for (const flip of [0x01, 0x20, 0x80]) {
        const altered = Uint8Array.from(bytes)
        altered[at] = (altered[at] ?? 0) ^ flip
        expect(refuses(withFile(path, altered)), `byte ${at} xor ${flip}`).toBe(true)
      }
    }
  })

  it.each([...complete.keys()])('where %s is cut, lengthened, emptied or has other line ends', (path) => {
    const bytes = Buffer.from(complete.get(path) ?? [])
    const changed = [
      bytes.subarray(0, -1),
      bytes.subarray(1),
      Buffer.concat([bytes, text('\n')]),
      Buffer.concat([bytes, text(' ')]),
      Buffer.alloc(0),
      Buffer.concat([text('\ufeff'), bytes]),
      ...(bytes.includes('\n') ? [Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1')] : []),
    ]
    for (const [index, one] of changed.entries()) expect(refuses(withFile(path, one)), `change ${index}`).toBe(true)
  })
})

describe('BAG-WHOLE: the first thing that does not fit is said', () => {
  it.each([...complete.keys()])('a bag without %s is refused', (path) => {
    expect(refuses(without(path))).toBe(true)
  })

  it('a missing payload file, by its path', async () => {
    expect(await thrown(() => checkBag(without('data/script.json')))).toMatchObject({
      code: 'bag/missing',
      detail: { path: 'data/script.json', manifest: 'manifest-sha256.txt' },
    })
  })

  it('an altered payload file, by its path and both digests', async () => {
    expect(await thrown(() => checkBag(withFile('data/script.json', text('{}'))))).toMatchObject({
      code: 'bag/altered',
      detail: { path: 'data/script.json', found: '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a' },
    })
  })

  it.each([
    'data/extra.txt',
    'extra.txt',
    'notes/extra.txt',
    'fetch.txt',
    'manifest-md5.txt',
    'tagmanifest-sha512.txt',
  ])('an extra file %s', async (path) => {
    expect(await thrown(() => checkBag(withFile(path, text('x'))))).toMatchObject({
      code: 'bag/extra',
      detail: { path },
    })
  })

  it.each(['../x', '/x', 'data/../x', 'data/.x', 'data/SCRIPT.json', 'data/script.json/x'])(
    'BAG-NAME: the path %s',
    async (path) => {
      expect((await thrown(() => checkBag(withFile(path, text('x'))))).code).toBe('bag/name')
    },
  )

  it.each(['fetch.txt', 'manifest-sha512.txt'])('a file %s, also where the tag manifest lists it', async (path) => {
    const tagLines = Buffer.from(complete.get('tagmanifest-sha256.txt') ?? []).toString()
    const listed = `${tagLines}${sha256Hex(text('x'))}  ${path}\n`.split('\n').filter((line) => line !== '')
    const sorted = listed.sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1)).join('\n')
    const files = withFile('tagmanifest-sha256.txt', text(`${sorted}\n`), withFile(path, text('x')))
    expect(await thrown(() => checkBag(files))).toMatchObject({ code: 'bag/extra', detail: { path } })
  })

  it('an exported bag whose Payload-Oxum is wrong or missing', async () => {
    const lines = Buffer.from(exported.get('bag-info.txt') ?? []).toString()
    for (const bad of [lines.replace('.4\n', '.5\n'), lines.replace(/Payload-Oxum.*\n/, '')]) {
      expect(bad).not.toBe(lines)
      expect(await thrown(() => checkBag(withFile('bag-info.txt', text(bad), new Map(exported))))).toMatchObject({
        code: 'bag/tag-file',
        detail: { path: 'bag-info.txt' },
      })
    }
  })

  it('a tag file without a tag manifest: the bag was not finished', async () => {
    expect(await thrown(() => checkBag(without('tagmanifest-sha256.txt')))).toMatchObject({ code: 'bag/unfinished' })
  })

  it('a manifest that lists a file outside data/, also where that file fits', async () => {
    const manifest = Buffer.concat([
      text(`${'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'}  bagit.txt\n`),
      exported.get('manifest-sha256.txt') ?? new Uint8Array(),
    ])
    expect((await thrown(() => checkBag(withFile('manifest-sha256.txt', manifest, new Map(exported))))).code).toBe(
      'bag/tag-file',
    )
  })

  it('a tag manifest that leaves out one of the three first tag files', async () => {
    for (const name of ['bag-info.txt', 'bagit.txt', 'manifest-sha256.txt']) {
      const lines = Buffer.from(complete.get('tagmanifest-sha256.txt') ?? [])
        .toString()
        .split('\n')
      const shorter = lines.filter((line) => !line.endsWith(`  ${name}`)).join('\n')
      expect(await thrown(() => checkBag(withFile('tagmanifest-sha256.txt', text(shorter))))).toMatchObject({
        code: 'bag/tag-file',
        detail: { path: 'tagmanifest-sha256.txt' },
      })
    }
  })
})

it('bagit.txt is written last in the export, the tag manifest last in the completion', () => {
  expect([...exported.keys()].slice(-3)).toEqual(['manifest-sha256.txt', 'bag-info.txt', 'bagit.txt'])
  expect([...layOutCompletion(exported, tags).keys()].at(-1)).toBe('tagmanifest-sha256.txt')
})

describe('a layout is refused', () => {
  it.each([
    'a/b',
    'bagit.txt',
    'bag-info.txt',
    'manifest-sha256.txt',
    'tagmanifest-sha256.txt',
    'fetch.txt',
    'data',
    'BAGIT.txt',
  ])('BAG-NAME: with a tag file %s', async (path) => {
    expect((await thrown(() => layOutCompletion(exported, [{ path, bytes: text('x') }]))).code).toBe('bag/name')
  })

  it('without any file', async () => {
    expect((await thrown(() => layOutExport([], info))).code).toBe('bag/unfinished')
  })
})

describe('BAG-WHOLE: a whole bag', () => {
  it('is exported before its tag manifest is there, and complete after', () => {
    expect(checkBag(exported)).toMatchObject({ state: 'exported' })
    expect(checkBag(complete)).toMatchObject({ state: 'complete', manifestSha256: checkBag(exported).manifestSha256 })
  })

  it('gives its payload sorted, and its info with Payload-Oxum', () => {
    const bag = checkBag(complete)
    expect(bag.payload.map((entry) => entry.path)).toEqual([
      'data/acme/update/1.root.json',
      'data/keys/root-a.pem',
      'data/paper.txt',
      'data/script.json',
    ])
    const sizeBytes = payloadFiles.reduce((sum, file) => sum + file.bytes.length, 0)
    expect(bag.info).toEqual([...info, { label: 'Payload-Oxum', value: `${sizeBytes}.4` }])
  })
})

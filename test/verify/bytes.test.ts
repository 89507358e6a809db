// One byte anywhere in a bag, a file more, a file less: refused as it lies, and when the attacker makes all manifests anew.

import { beforeAll, describe, expect, test } from 'vitest'
import { checkBag } from '../../core/media/check.ts'
import { thrown } from '../attest/thrown.ts'
import { type Files, refit } from './forge.ts'
import { bytesOf, makeSample, refusal, textOf, verify } from './sample.ts'

let whole: Files
beforeAll(async () => {
  ;({ files: whole } = await makeSample())
})

const copy = (): Files => new Map(whole)

/** One byte of a file flipped by `mask`. */
function flipped(path: string, at: number, mask: number): Files {
  const bytes = Uint8Array.from(bytesOf(path, whole))
  bytes[at] = (bytes[at] ?? 0) ^ mask
  return copy().set(path, bytes)
}

/** Every byte of a small file; of a large one its ends and a spread between them. */
function positions(size: number): readonly number[] {
  if (size <= 700) return Array.from({ length: size }, (_, at) => at)
  return Array.from({ length: 60 }, (_, at) => Math.floor((at * (size - 1)) / 59))
}

describe('one altered byte', () => {
  test('in any file of a bag is refused as it lies', () => {
    for (const [path, bytes] of whole) {
      for (const at of positions(bytes.length)) {
        for (const mask of [0x01, 0x20]) {
          const { code } = thrown(() => checkBag(flipped(path, at, mask)))
          expect(code, `${path} byte ${at}`).toMatch(/^(bag|json)\//)
        }
      }
    }
  })

  test('in any file is refused also when the attacker makes all manifests anew', () => {
    for (const [path, bytes] of whole) {
      if (path === 'manifest-sha256.txt' || path === 'tagmanifest-sha256.txt') continue // made anew: there is nothing left to alter
      const every = positions(bytes.length)
      const some = every.filter((_, index) => index % Math.ceil(every.length / 8) === 0)
      for (const at of some) {
        const files = flipped(path, at, 0x01)
        if (Buffer.compare(bytesOf(path, refit(new Map(files))), bytes) === 0) continue // the attacker's own mending undid it
        const { code } = thrown(() => verify(files))
        expect(code, `${path} byte ${at}`).toMatch(/^(bag|json|plan|transcript|attest|ceremony\/verify-failed)/)
      }
    }
  })
})

describe('a file', () => {
  test('left out, added or renamed is refused by name, with all manifests made anew', () => {
    for (const path of whole.keys()) {
      if (path.includes('manifest')) continue
      const without = copy()
      without.delete(path)
      expect(refusal(without).code, path).toMatch(/^(bag\/(unfinished|tag-file)|ceremony\/verify-failed)$/)
    }
    for (const path of ['data/keys/mallory.pem', 'data/metadata/acme/update/2.root.json', 'data/README']) {
      expect(refusal(copy().set(path, Buffer.from('x'))).code, path).toBe('ceremony/verify-failed')
    }
    expect(refusal(copy().set('notes.txt', Buffer.from('x')))).toEqual({
      code: 'ceremony/verify-failed',
      detail: { what: 'notes.txt', reason: 'nothing in the plan calls for it' },
    })
  })

  test('bag-info.txt that says something else than the transcript', () => {
    for (const [from, to] of [
      ['Acme Corporation', 'Evil Corporation'],
      ['REHEARSAL. ', ''],
      ['test-ceremony', 'best-ceremony'],
      ['2026-11-24', '2026-11-23'],
      ['Bag-Software-Agent', 'Contact-Phone'],
    ] as const) {
      const info = textOf('bag-info.txt', whole).replace(from, to)
      expect(refusal(copy().set('bag-info.txt', Buffer.from(info)))).toMatchObject({
        code: 'ceremony/verify-failed',
        detail: { what: 'bag-info.txt' },
      })
    }
  })
})

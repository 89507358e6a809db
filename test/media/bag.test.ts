import { execFileSync } from 'node:child_process'
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { completeBag, readBag, writeBag } from '../../core/media/bag.node.ts'
import { realDisk } from '../../core/media/disk.node.ts'
import { sha256Hex } from '../../core/media/manifest.ts'
import { withBag } from './complete-bag.ts'
import { info, inTemp, payloadFiles, publicPem, tagFiles, text, thrown } from './fixtures.ts'

describe('BAG-NEW: nothing is ever written over', () => {
  it('a directory that exists is refused and left as it was, also when it is empty', () =>
    inTemp(async (temp) => {
      for (const content of [[], ['note.txt']]) {
        const directory = join(temp, `bag${content.length}`)
        mkdirSync(directory)
        for (const name of content) writeFileSync(join(directory, name), 'mine')
        expect((await thrown(() => writeBag({ directory, files: payloadFiles, info }))).code).toBe('bag/exists')
        expect(readdirSync(directory)).toEqual(content)
      }
    }))

  it('a link in the place of the directory is not followed', () =>
    inTemp(async (temp) => {
      symlinkSync('elsewhere', join(temp, 'bag'))
      expect((await thrown(() => writeBag({ directory: join(temp, 'bag'), files: payloadFiles, info }))).code).toBe(
        'bag/exists',
      )
      expect(existsSync(join(temp, 'elsewhere'))).toBe(false)
    }))

  it('a file that is there is not opened for writing, nor what a link in its place leads to', () =>
    inTemp(async (temp) => {
      writeFileSync(join(temp, 'mine'), 'mine')
      symlinkSync('nowhere', join(temp, 'link'))
      for (const name of ['mine', 'link']) {
        await expect(realDisk.create(join(temp, name))).rejects.toMatchObject({ code: 'EEXIST' })
      }
      expect(readFileSync(join(temp, 'mine'), 'utf8')).toBe('mine')
      expect(existsSync(join(temp, 'nowhere'))).toBe(false)
    }))

  it('a complete bag is not completed again', () =>
    withBag(async (bag) => {
      const manifestSha256 = sha256Hex(readFileSync(join(bag, 'manifest-sha256.txt')))
      expect(await thrown(() => completeBag({ directory: bag, manifestSha256, tagFiles }))).toMatchObject({
        code: 'bag/exists',
        detail: { path: join(bag, 'tagmanifest-sha256.txt') },
      })
    }))

  it('a tag file with other bytes is not replaced; one with the same bytes is kept and the completion goes on', () =>
    inTemp(async (temp) => {
      const directory = join(temp, 'bag')
      const { manifestSha256 } = await writeBag({ directory, files: payloadFiles, info })
      const [transcript = tagFiles[0]] = tagFiles
      const path = join(directory, 'transcript.jsonl')
      writeFileSync(path, (transcript?.bytes ?? text('')).subarray(0, 20))
      expect((await thrown(() => completeBag({ directory, manifestSha256, tagFiles }))).code).toBe('bag/exists')
      expect(existsSync(join(directory, 'seal.dsse.json'))).toBe(false)
      writeFileSync(path, transcript?.bytes ?? text(''))
      await completeBag({ directory, manifestSha256, tagFiles })
      expect((await readBag(directory)).state).toBe('complete')
    }))
})

describe('completion', () => {
  it('refuses another whole bag in the place of the one that was exported', () =>
    inTemp(async (temp) => {
      const directory = join(temp, 'bag')
      const mine = await writeBag({ directory, files: payloadFiles, info })
      rmSync(directory, { recursive: true })
      await writeBag({ directory, files: payloadFiles.slice(1), info })
      const request = { directory, manifestSha256: mine.manifestSha256, tagFiles }
      expect((await thrown(() => completeBag(request))).code).toBe('bag/other')
      expect(existsSync(join(directory, 'transcript.jsonl'))).toBe(false)
    }))

  it('refuses an exported bag whose payload was altered', () =>
    inTemp(async (temp) => {
      const directory = join(temp, 'bag')
      const { manifestSha256 } = await writeBag({ directory, files: payloadFiles, info })
      writeFileSync(join(directory, 'data/paper.txt'), 'Act 2\n')
      expect((await thrown(() => completeBag({ directory, manifestSha256, tagFiles }))).code).toBe('bag/altered')
    }))
})

describe('BAG-PUBLIC: nothing is written if one file may not leave', () => {
  it('neither in the export nor in the completion', () =>
    inTemp(async (temp) => {
      const directory = join(temp, 'bag')
      const bad = { path: 'x.txt', kind: 'text', bytes: text('-----BEGIN PRIVATE KEY-----\n') } as const
      expect((await thrown(() => writeBag({ directory, files: [...payloadFiles, bad], info }))).code).toBe(
        'bag/not-public',
      )
      expect(existsSync(directory)).toBe(false)
      const { manifestSha256 } = await writeBag({ directory, files: payloadFiles, info })
      const request = { directory, manifestSha256, tagFiles: [...tagFiles, bad] }
      expect((await thrown(() => completeBag(request))).code).toBe('bag/not-public')
      expect(existsSync(join(directory, 'transcript.jsonl'))).toBe(false)
    }))
})

describe('a bag that was written', () => {
  it('is checked by sha256sum with no Anchorite at hand', () =>
    withBag(async (bag) => {
      const check = (manifest: string) =>
        execFileSync('sha256sum', ['--strict', '-c', manifest], {
          cwd: bag,
          env: { LC_ALL: 'C', PATH: process.env.PATH },
        }).toString()
      expect(
        check('manifest-sha256.txt')
          .split('\n')
          .filter((line) => line.endsWith(': OK')),
      ).toHaveLength(4)
      expect(
        check('tagmanifest-sha256.txt')
          .split('\n')
          .filter((line) => line.endsWith(': OK')),
      ).toHaveLength(5)
    }))

  it('tells what it wrote, and reads back the same, through a path with a link above it', () =>
    inTemp(async (temp) => {
      mkdirSync(join(temp, 'stick'))
      symlinkSync('stick', join(temp, 'media'))
      const directory = join(temp, 'media/bag')
      const written = await writeBag({ directory, files: payloadFiles, info })
      const bag = await readBag(directory)
      expect(bag).toMatchObject({ state: 'exported', manifestSha256: written.manifestSha256 })
      expect(written.files).toContainEqual({
        path: 'data/keys/root-a.pem',
        sha256: sha256Hex(publicPem),
        sizeBytes: publicPem.length,
      })
      const { tagManifestSha256 } = await completeBag({ directory, manifestSha256: written.manifestSha256, tagFiles })
      expect(await readBag(`${directory}/`)).toMatchObject({ state: 'complete', tagManifestSha256 })
    }))

  it('may hold hard links', () =>
    withBag(async (bag) => {
      linkSync(join(bag, 'data/script.json'), join(bag, '../other'))
      expect((await readBag(bag)).state).toBe('complete')
    }))
})

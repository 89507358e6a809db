// Private codes: scrypt verifiers in one file beside the transcript, never in it and never in a bag.

import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'
import fs from 'node:fs'
import { join } from 'node:path'
import { CeremonyError } from '../../core/errors.ts'
import type { Id } from '../../core/formats/plan.ts'
import type { Secret } from '../../core/secret.ts'
import { type Disk, flushDirectory, onDisk, realDisk, writeNew } from './disk.node.ts'

/** Shortest private code, in bytes of UTF-8. It guards a few hours in one room, not an archive. */
export const minCodeLength = 4

const parameters = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const

type Verifier = { readonly salt: string; readonly hash: string }

/** One file a person, so that setting one code never touches another. Removed when the ceremony ends. */
export class Codes {
  readonly #directory: string
  readonly #disk: Disk

  constructor(directory: string, disk: Disk = realDisk) {
    this.#directory = directory
    this.#disk = disk
    onDisk('mkdir', directory, () => fs.mkdirSync(directory, { recursive: true, mode: 0o700 }))
  }

  /**
   * A code that was set before (step done again) is replaced in one move: after a power cut there is the old one or the
   * new one, never half of one.
   * @throws CeremonyError `ceremony/weak-code`, `station/disk`.
   */
  set(person: Id, code: Secret): void {
    code.use((bytes) => {
      checkNewCode(person, bytes)
      const salt = randomBytes(16)
      const verifier: Verifier = { salt: salt.toString('hex'), hash: derive(bytes, salt).toString('hex') }
      const part = `${this.#path(person)}.part` // no id of a person has a dot
      fs.rmSync(part, { force: true })
      writeNew(this.#disk, part, Buffer.from(JSON.stringify(verifier)))
      onDisk('rename', part, () => {
        this.#disk.renameSync(part, this.#path(person))
        flushDirectory(this.#disk, this.#directory)
      })
    })
  }

  has(person: Id): boolean {
    return fs.existsSync(this.#path(person))
  }

  matches(person: Id, code: Secret): boolean {
    const verifier = JSON.parse(fs.readFileSync(this.#path(person), 'utf8')) as Verifier // written by set()
    return code.use((bytes) =>
      timingSafeEqual(derive(bytes, Buffer.from(verifier.salt, 'hex')), Buffer.from(verifier.hash, 'hex')),
    )
  }

  /** The ceremony is over: the verifiers go. */
  forget(): void {
    fs.rmSync(this.#directory, { recursive: true, force: true })
  }

  #path(person: Id): string {
    return join(this.#directory, person)
  }
}

const derive = (code: Uint8Array, salt: Uint8Array): Buffer => scryptSync(code, salt, 32, parameters)

/** @throws CeremonyError `ceremony/weak-code`. */
export function checkNewCode(person: Id, code: Uint8Array): void {
  if (code.length < minCodeLength)
    throw new CeremonyError('ceremony/weak-code', { who: person, minLength: minCodeLength })
}

// The content-addressed store beside the transcript: bytes are flushed here first, then named there by digest.

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { CeremonyError, isCeremonyError } from '../../core/errors.ts'
import { type Disk, flushDirectory, onDisk, realDisk, writeNew } from './disk.node.ts'
import { readNamedFile } from './read-file.node.ts'

const maxItemBytes = 256 * 1024 * 1024

export class Store {
  readonly #directory: string
  readonly #disk: Disk
  #parts = 0

  /** @param directory - created where it is missing. */
  constructor(directory: string, disk: Disk = realDisk) {
    this.#directory = directory
    this.#disk = disk
    onDisk('mkdir', directory, () => disk.mkdirSync(directory, { recursive: true, mode: 0o700 }))
  }

  /** Keep bytes; the same bytes twice are kept once. @returns their SHA-256, hex. */
  put(bytes: Uint8Array): string {
    const digest = createHash('sha256').update(bytes).digest('hex')
    const path = join(this.#directory, digest)
    if (this.#disk.existsSync(path) && this.#intact(digest)) return digest
    const part = `${path}.part-${process.pid}-${Date.now()}-${this.#parts++}`
    writeNew(this.#disk, part, bytes)
    onDisk('rename', path, () => {
      this.#disk.renameSync(part, path)
      flushDirectory(this.#disk, this.#directory)
    })
    return digest
  }

  /** @throws CeremonyError `station/store` when the item is missing or is not what its name says. */
  get(digest: string): Uint8Array {
    const bytes = this.#read(digest)
    if (createHash('sha256').update(bytes).digest('hex') !== digest)
      throw new CeremonyError('station/store', { item: digest })
    return bytes
  }

  #read(digest: string): Uint8Array {
    try {
      return readNamedFile(join(this.#directory, digest), maxItemBytes)
    } catch (cause) {
      if (!isCeremonyError(cause)) throw cause
      throw new CeremonyError('station/store', { item: digest }, { cause })
    }
  }

  /** An item is named only once it is whole, so one that does not fit its name was damaged: `get` says so. */
  #intact(digest: string): boolean {
    this.get(digest)
    return true
  }
}

// The content-addressed store beside the transcript: bytes are flushed here first, then named there by digest. Rule STORE-NAMED.

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { CeremonyError, isCeremonyError } from '../../core/errors.ts'
import { type Disk, flushDirectory, onDisk, readOwnFile, realDisk, writeNew } from './disk.node.ts'

const maxItemBytes = 256 * 1024 * 1024

export class Store {
  readonly #directory: string
  readonly #disk: Disk
  readonly #whatIs: (digest: string) => string | undefined
  #parts = 0
  /** Items whose name was flushed by this process: of any other that lies there, nobody knows. */
  readonly #named = new Set<string>()

  /**
   * @param directory - created where it is missing.
   * @param whatIs - as what the transcript names an item, for those who are told that it is damaged.
   */
  constructor(
    directory: string,
    disk: Disk = realDisk,
    whatIs: (digest: string) => string | undefined = () => undefined,
  ) {
    this.#whatIs = whatIs
    this.#directory = directory
    this.#disk = disk
    onDisk('mkdir', directory, () => disk.mkdirSync(directory, { recursive: true, mode: 0o700 }))
  }

  /** Keep bytes; the same bytes twice are kept once. @returns their SHA-256, hex. */
  put(bytes: Uint8Array): string {
    const digest = createHash('sha256').update(bytes).digest('hex')
    const path = join(this.#directory, digest)
    if (this.#disk.existsSync(path) && this.#intact(digest)) {
      this.#flushName(digest)
      return digest
    }
    const part = `${path}.part-${process.pid}-${Date.now()}-${this.#parts++}`
    writeNew(this.#disk, part, bytes)
    onDisk('rename', path, () => this.#disk.renameSync(part, path))
    this.#flushName(digest)
    return digest
  }

  /** An earlier run may have been ended between the rename and its flush: what is named next must outlive a power cut. */
  #flushName(digest: string): void {
    if (this.#named.has(digest)) return
    onDisk('fsync', this.#directory, () => flushDirectory(this.#disk, this.#directory))
    this.#named.add(digest)
  }

  /** @throws CeremonyError `station/store` when the item is missing or is not what its name says; `station/disk`. */
  get(digest: string): Uint8Array {
    const bytes = this.#read(digest)
    if (createHash('sha256').update(bytes).digest('hex') !== digest) throw this.#damaged(digest, 'other bytes')
    return bytes
  }

  #read(digest: string): Uint8Array {
    try {
      return readOwnFile(join(this.#directory, digest), maxItemBytes)
    } catch (cause) {
      // A disk that fails says nothing of the item: mended, it may be there.
      if (!isCeremonyError(cause) || isCeremonyError(cause, 'station/disk')) throw cause
      const missing = isCeremonyError(cause, 'input/unreadable') && cause.detail.reason === 'ENOENT'
      throw this.#damaged(digest, missing ? 'missing' : 'no plain file', cause)
    }
  }

  #damaged(digest: string, how: string, cause?: unknown): CeremonyError {
    const item = `${this.#whatIs(digest) ?? 'named in a list'}, SHA-256 ${digest}: ${how}`
    return new CeremonyError('station/store', { item }, { cause })
  }

  /** An item is named only once it is whole, so one that does not fit its name was damaged: `get` says so. */
  #intact(digest: string): boolean {
    this.get(digest)
    return true
  }
}

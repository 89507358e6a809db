// The station's signing register: one line for each signature that was about to be made, across all its ceremonies.

import fs from 'node:fs'
import { dirname } from 'node:path'
import { encodeRegister, parseRegister, type RegisterEntry } from '../../core/checks/register.ts'
import { type Disk, flushDirectory, onDisk, realDisk, writeAll } from './disk.node.ts'
import { readNamedFile } from './read-file.node.ts'

const maxRegisterBytes = 64 * 1024 * 1024

export class Register {
  readonly #path: string
  readonly #disk: Disk

  constructor(path: string, disk: Disk = realDisk) {
    this.#path = path
    this.#disk = disk
  }

  /**
   * A last line that was torn by a power cut is passed over: nothing was signed for it, since it was not flushed.
   * @throws CeremonyError `register/line` for any other line that does not fit, `input/*`.
   */
  entries(): readonly RegisterEntry[] {
    const bytes = this.#bytes()
    return parseRegister(bytes.subarray(0, wholeLines(bytes)), this.#path)
  }

  /** Flushed before the token is asked to sign: after a crash it says too much rather than too little. */
  append(entries: readonly RegisterEntry[]): void {
    const end = wholeLines(this.#bytes())
    onDisk('write', this.#path, () => {
      const isNew = !this.#disk.existsSync(this.#path)
      const fd = this.#disk.openSync(this.#path, 'a', 0o600)
      try {
        this.#disk.ftruncateSync(fd, end) // a torn last line, of this run or of an earlier one, must not run into the next
        writeAll(this.#disk, fd, encodeRegister(entries))
        this.#disk.fsyncSync(fd)
      } finally {
        this.#disk.closeSync(fd)
      }
      if (isNew) flushDirectory(this.#disk, dirname(this.#path))
    })
  }

  #bytes(): Uint8Array {
    return fs.existsSync(this.#path) ? readNamedFile(this.#path, maxRegisterBytes) : new Uint8Array()
  }
}

const wholeLines = (bytes: Uint8Array): number => bytes.lastIndexOf(0x0a) + 1

// The station's signing register: one line for each signature that was about to be made, across all its ceremonies.

import { dirname } from 'node:path'
import { encodeRegister, parseRegister, type RegisterEntry } from '../../core/checks/register.ts'
import { isCeremonyError } from '../../core/errors.ts'
import { type Disk, flushDirectory, onDisk, readOwnFile, realDisk, writeAll } from './disk.node.ts'

const maxRegisterBytes = 64 * 1024 * 1024

export class Register {
  readonly #path: string
  readonly #disk: Disk
  /** An earlier run may have been ended between making the file and flushing its name. */
  #named = false

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
      const fd = this.#disk.openSync(this.#path, 'a', 0o600)
      try {
        this.#disk.ftruncateSync(fd, end) // a torn last line, of this run or of an earlier one, must not run into the next
        writeAll(this.#disk, fd, encodeRegister(entries))
        this.#disk.fsyncSync(fd)
      } finally {
        this.#disk.closeSync(fd)
      }
      if (!this.#named) flushDirectory(this.#disk, dirname(this.#path))
      this.#named = true
    })
  }

  #bytes(): Uint8Array {
    try {
      return readOwnFile(this.#path, maxRegisterBytes)
    } catch (error) {
      // Only a file that is not there is empty: one that cannot be read would hide what was signed (ROOT-FORK).
      if (isCeremonyError(error, 'input/unreadable') && error.detail.reason === 'ENOENT') return new Uint8Array()
      throw error
    }
  }
}

const wholeLines = (bytes: Uint8Array): number => bytes.lastIndexOf(0x0a) + 1

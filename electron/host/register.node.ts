// The station's signing register: one line for each signature that was about to be made, across all its ceremonies. Real
// ones and rehearsals each have a file: a rehearsal, with its trainer's clock, dates nothing that is real.

import { join } from 'node:path'
import { encodeRegister, parseRegister, type RegisterEntry } from '../../core/checks/register.ts'
import { isCeremonyError } from '../../core/errors.ts'
import type { Mode } from './actions/action.ts'
import { type Disk, flushDirectory, onDisk, readOwnFile, realDisk, writeAll } from './disk.node.ts'
import { withLock } from './lock.node.ts'

const maxRegisterBytes = 64 * 1024 * 1024

export const registerNames: Readonly<Record<Mode, string>> = {
  production: 'register.jsonl',
  rehearsal: 'rehearsal-register.jsonl',
}

/** Of all stations that work in this directory, one writes at a time. */
const registerLock = 'register.lock'

export class Register {
  readonly #directory: string
  readonly #mode: Mode
  readonly #disk: Disk
  /** An earlier run may have been ended between making the file and flushing its name. */
  #named = false

  /** @param directory - the station's, in which all its ceremonies lie. */
  constructor(directory: string, mode: Mode, disk: Disk = realDisk) {
    this.#directory = directory
    this.#mode = mode
    this.#disk = disk
  }

  /**
   * What was entered by ceremonies of this mode.
   * A last line that was torn by a power cut is passed over: nothing was signed for it, since it was not flushed.
   * @throws CeremonyError `register/line` for any other line that does not fit, `input/*`.
   */
  entries(): readonly RegisterEntry[] {
    return this.#entriesOf(this.#mode)
  }

  /** What any key of this station signed: one that signed in a rehearsal has signed. Throws as `entries`. */
  known(): readonly RegisterEntry[] {
    return [...this.#entriesOf('production'), ...this.#entriesOf('rehearsal')]
  }

  /**
   * Flushed before the token is asked to sign: after a crash it says too much rather than too little.
   * @param check - is given what is known at the moment of entering, while no other station can enter anything; where it
   *   throws, nothing is entered.
   * @throws CeremonyError `station/register-held`, `station/disk`, and what `check` throws.
   */
  async append(
    entries: readonly RegisterEntry[],
    check: (known: readonly RegisterEntry[]) => void = () => undefined,
  ): Promise<void> {
    await withLock(this.#directory, registerLock, () => {
      check(this.known())
      this.#write(entries)
    })
  }

  #write(entries: readonly RegisterEntry[]): void {
    const path = this.#path(this.#mode)
    const end = wholeLines(this.#bytes(this.#mode))
    onDisk('write', path, () => {
      const fd = this.#disk.openSync(path, 'a', 0o600)
      try {
        this.#disk.ftruncateSync(fd, end) // a torn last line, of this run or of an earlier one, must not run into the next
        writeAll(this.#disk, fd, encodeRegister(entries))
        this.#disk.fsyncSync(fd)
      } finally {
        this.#disk.closeSync(fd)
      }
      if (!this.#named) flushDirectory(this.#disk, this.#directory)
      this.#named = true
    })
  }

  #path = (mode: Mode): string => join(this.#directory, registerNames[mode])

  #entriesOf(mode: Mode): readonly RegisterEntry[] {
    const bytes = this.#bytes(mode)
    return parseRegister(bytes.subarray(0, wholeLines(bytes)), this.#path(mode))
  }

  #bytes(mode: Mode): Uint8Array {
    try {
      return readOwnFile(this.#path(mode), maxRegisterBytes)
    } catch (error) {
      // Only a file that is not there is empty: one that cannot be read would hide what was signed (ROOT-FORK).
      if (isCeremonyError(error, 'input/unreadable') && error.detail.reason === 'ENOENT') return new Uint8Array()
      throw error
    }
  }
}

const wholeLines = (bytes: Uint8Array): number => bytes.lastIndexOf(0x0a) + 1

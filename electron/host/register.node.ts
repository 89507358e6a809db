// The station's signing register: one line for each signature that was about to be made, across all its ceremonies.

import fs from 'node:fs'
import { encodeRegister, parseRegister, type RegisterEntry } from '../../core/checks/register.ts'
import { type Disk, onDisk, realDisk, writeAll } from './disk.node.ts'
import { readNamedFile } from './read-file.node.ts'

const maxRegisterBytes = 64 * 1024 * 1024

export class Register {
  readonly #path: string
  readonly #disk: Disk

  constructor(path: string, disk: Disk = realDisk) {
    this.#path = path
    this.#disk = disk
  }

  entries(): readonly RegisterEntry[] {
    return fs.existsSync(this.#path) ? parseRegister(readNamedFile(this.#path, maxRegisterBytes), this.#path) : []
  }

  /** Flushed before the token is asked to sign: after a crash it says too much rather than too little. */
  append(entries: readonly RegisterEntry[]): void {
    onDisk('write', this.#path, () => {
      const fd = this.#disk.openSync(this.#path, 'a', 0o600)
      try {
        writeAll(this.#disk, fd, encodeRegister(entries))
        this.#disk.fsyncSync(fd)
      } finally {
        this.#disk.closeSync(fd)
      }
    })
  }
}

// PINs and private codes for `anchorite run`, from a file descriptor: never an argument, a variable or a file we open by name.

import fs from 'node:fs'
import { CeremonyError } from '../../core/errors.ts'
import { guardMemory } from '../host/memory.node.ts'
import { usage } from './usage.ts'

const maxBytes = 64 * 1024

/**
 * Lines of `name=value`. Names: `code/PERSON`, `user-pin/TOKEN`, `so-pin/TOKEN`, `factory-so-pin/TOKEN`.
 * Held as bytes for the length of the run and overwritten by `destroy`. The values never appear in an error.
 */
export class PreparedSecrets {
  readonly #values = new Map<string, Uint8Array>()

  /** @param fd - number of an open descriptor, as text; undefined for none. */
  static read(fd: string | undefined): PreparedSecrets {
    guardMemory()
    const secrets = new PreparedSecrets()
    if (fd === undefined) return secrets
    if (!/^\d{1,4}$/.test(fd))
      throw new CeremonyError('station/usage', { problem: '--secrets-fd takes the number of a descriptor', usage })
    const bytes = readAll(Number(fd))
    try {
      secrets.#lines(bytes)
    } finally {
      bytes.fill(0)
    }
    return secrets
  }

  /** A copy for one call, which overwrites it; undefined where none was prepared. */
  get(name: string): Uint8Array | undefined {
    const value = this.#values.get(name)
    return value === undefined ? undefined : Uint8Array.from(value)
  }

  has(name: string): boolean {
    return this.#values.has(name)
  }

  destroy(): void {
    for (const value of this.#values.values()) value.fill(0)
    this.#values.clear()
  }

  #lines(bytes: Uint8Array): void {
    let start = 0
    while (start < bytes.length) {
      const newline = bytes.indexOf(0x0a, start)
      const end = newline === -1 ? bytes.length : newline
      this.#line(bytes.subarray(start, end))
      start = end + 1
    }
  }

  #line(line: Uint8Array): void {
    if (line.length === 0) return
    const equals = line.indexOf(0x3d)
    const name = equals === -1 ? '' : Buffer.from(line.subarray(0, equals)).toString('utf8')
    if (!/^(?:code|user-pin|so-pin|factory-so-pin)\/[a-z][a-z0-9-]*$/.test(name)) {
      throw new CeremonyError('station/usage', {
        problem: 'A line on the secrets descriptor is not NAME=VALUE with a known name',
        usage,
      })
    }
    const value = line.subarray(equals + 1)
    // A carriage return, or the first of two values, would be tried on a token and spend a try.
    if (value.length === 0 || value.some((byte) => byte < 0x20 || byte === 0x7f) || this.#values.has(name)) {
      const problem = `The secrets descriptor has ${name} twice, empty, or with a character that cannot be typed`
      throw new CeremonyError('station/usage', { problem, usage })
    }
    this.#values.set(name, Uint8Array.from(value))
  }
}

function readAll(fd: number): Uint8Array {
  const bytes = new Uint8Array(maxBytes)
  let length = 0
  for (;;) {
    const count = readSome(fd, bytes, length)
    if (count === 0) return bytes.subarray(0, length)
    length += count
    if (length === bytes.length)
      throw new CeremonyError('input/too-large', {
        what: 'The secrets descriptor',
        sizeBytes: length,
        maxBytes: maxBytes - 1,
      })
  }
}

function readSome(fd: number, bytes: Uint8Array, at: number): number {
  try {
    return fs.readSync(fd, bytes, at, bytes.length - at, null)
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown' // what readSync throws
    throw new CeremonyError('input/unreadable', { what: `Descriptor ${fd}`, reason }, { cause })
  }
}

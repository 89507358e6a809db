// The transcript on disk: one line, one write, one flush. A line that could not be flushed is taken back. Rule TRX-TORN.

import { dirname } from 'node:path'
import { isCeremonyError } from '../../core/errors.ts'
import { type Disk, flushDirectory, onDisk, readOwnFile, realDisk, writeAll, writeNew } from './disk.node.ts'

/** Largest transcript that is read back: about 1,000,000 lines. */
export const maxTranscriptBytes = 256 * 1024 * 1024

const NEWLINE = Uint8Array.of(0x0a)

/** Under the first free name: a line may be torn at the same place twice, or the power be cut before the cutting back. */
function keepTorn(disk: Disk, path: string, torn: Uint8Array): void {
  let name = path
  for (let copy = 2; disk.existsSync(name); copy++) name = `${path}.${copy}`
  writeNew(disk, name, torn)
}

/**
 * An append-only file. `append` returns only after the line is flushed to the device; when the disk refuses it, the
 * file is cut back to its last whole line and the act that would have followed is not begun.
 *
 * What it does not catch: a disk that answers "flushed" and lies.
 */
export class TranscriptFile {
  readonly path: string
  readonly #disk: Disk
  readonly #fd: number
  #length: number
  /** A line that was refused may still lie behind the last whole one. */
  #dirty = false

  private constructor(path: string, disk: Disk, fd: number, length: number) {
    this.path = path
    this.#disk = disk
    this.#fd = fd
    this.#length = length
  }

  /** @throws CeremonyError `station/disk`; EEXIST when there is one already. */
  static create(path: string, disk: Disk = realDisk): TranscriptFile {
    const fd = onDisk('open', path, () => disk.openSync(path, 'ax', 0o600))
    onDisk('fsync', path, () => flushDirectory(disk, dirname(path)))
    return new TranscriptFile(path, disk, fd, 0)
  }

  /**
   * Open what an earlier run left. A torn last line (power was cut while it was written; nobody was shown it) is moved
   * to a file of its own beside the transcript, never thrown away.
   * @param check - is given the whole lines before anything is changed; what it throws leaves the file as it was found.
   * @returns the whole lines, and the torn bytes where there were any.
   */
  static open(
    path: string,
    disk: Disk = realDisk,
    check: (bytes: Uint8Array) => void = () => undefined,
  ): { file: TranscriptFile; bytes: Uint8Array; torn: Uint8Array | undefined } {
    const all = readOwnFile(path, maxTranscriptBytes)
    const end = all.lastIndexOf(0x0a) + 1
    const torn = end === all.length ? undefined : all.slice(end)
    check(all.subarray(0, end))
    if (torn !== undefined) keepTorn(disk, `${path}.torn-at-${end}`, torn)
    const fd = onDisk('open', path, () => disk.openSync(path, 'a'))
    if (torn !== undefined) {
      onDisk('ftruncate', path, () => {
        disk.ftruncateSync(fd, end)
        disk.fsyncSync(fd)
      })
    }
    return { file: new TranscriptFile(path, disk, fd, end), bytes: all.subarray(0, end), torn }
  }

  /** @throws CeremonyError `station/disk`: the line does not stand in the file. */
  append(line: Uint8Array): void {
    if (this.#dirty) this.#takeBack()
    const whole = new Uint8Array(line.length + 1)
    whole.set(line)
    whole.set(NEWLINE, line.length)
    try {
      onDisk('write', this.path, () => writeAll(this.#disk, this.#fd, whole))
      onDisk('fsync', this.path, () => this.#disk.fsyncSync(this.#fd))
    } catch (error) {
      this.#dirty = true
      try {
        this.#takeBack()
      } catch (second) {
        if (!isCeremonyError(second, 'station/disk')) throw second // the next append tries again, before it writes
      }
      throw error
    }
    this.#length += whole.length
  }

  close(): void {
    onDisk('close', this.path, () => this.#disk.closeSync(this.#fd))
  }

  /** Cut back to the last flushed line. Until that succeeds nothing more is written: the file's end is not known. */
  #takeBack(): void {
    onDisk('ftruncate', this.path, () => {
      this.#disk.ftruncateSync(this.#fd, this.#length)
      this.#disk.fsyncSync(this.#fd)
    })
    this.#dirty = false
  }
}

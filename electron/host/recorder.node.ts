// The transcript while it grows: an event is refused, or it is flushed and the state moves. Nothing else moves the state.

import type { CeremonyEvent } from '../../core/ceremony/event.ts'
import { parseEvent } from '../../core/ceremony/event.ts'
import type { ExpandedScript } from '../../core/ceremony/expanded.ts'
import { DoesNotFollow } from '../../core/ceremony/follow.ts'
import { next } from '../../core/ceremony/next.ts'
import { mayBeEarlier, replay } from '../../core/ceremony/replay.ts'
import { beginState, type State } from '../../core/ceremony/state.ts'
import { CeremonyError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/formats/json.ts'
import { digestOfLine, encodeEntry, maxLineBytes, parseEntry } from '../../core/transcript/entry.ts'
import { verifyTranscript } from '../../core/transcript/verify.ts'
import { type Disk, readOwnFile, realDisk } from './disk.node.ts'
import { maxTranscriptBytes, TranscriptFile } from './transcript-file.node.ts'

export type Clock = () => Date

export class Recorder {
  readonly #file: TranscriptFile
  readonly #clock: Clock
  /** No entry may be dated before it: the newest date seen anywhere, or what a person confirmed. */
  #floor: string
  #state: State

  private constructor(file: TranscriptFile, clock: Clock, floor: string, state: State) {
    this.#file = file
    this.#clock = clock
    this.#floor = floor
    this.#state = state
  }

  /** @param newestSeen - newest date known to this station from elsewhere, ISO 8601, or ''. */
  static create(input: {
    path: string
    script: ExpandedScript
    clock: Clock
    newestSeen: string
    disk?: Disk
  }): Recorder {
    const file = TranscriptFile.create(input.path, input.disk ?? realDisk)
    return new Recorder(file, input.clock, input.newestSeen, beginState(input.script))
  }

  /**
   * Read back what an earlier run left, verify the chain and replay it.
   * @returns the torn bytes where the last line was not whole.
   * @throws CeremonyError `transcript/*` for anything but a torn last line.
   */
  static open(input: { path: string; script: ExpandedScript; clock: Clock; newestSeen: string; disk?: Disk }): {
    recorder: Recorder
    torn: Uint8Array | undefined
  } {
    let state = beginState(input.script)
    const { file, torn } = TranscriptFile.open(input.path, input.disk ?? realDisk, (bytes) => {
      state = replay(verifyTranscript(bytes, input.path), input.script, input.path)
    })
    const floor = [state.time, input.newestSeen].sort()[1] ?? ''
    return { recorder: new Recorder(file, input.clock, floor, state), torn }
  }

  get state(): State {
    return this.#state
  }

  /** Station clock, UTC, milliseconds. */
  now(): string {
    return this.#clock().toISOString()
  }

  /** CLOCK-BACK: the clock lies before a time that is already recorded, or before the newest date seen. */
  clockIsBack(): boolean {
    return this.now() < this.#floor
  }

  /** The newest time that was recorded or seen. */
  get floor(): string {
    return this.#floor
  }

  /**
   * Check that the event may follow, write its line, flush it, and only then move the state.
   * @throws CeremonyError `ceremony/clock`, `ceremony/not-now`, `station/disk`; then nothing was recorded.
   */
  record(event: CeremonyEvent): void {
    const time = this.now()
    if (time < this.#floor && !mayBeEarlier.has(event.type))
      throw new CeremonyError('ceremony/clock', { now: time, before: this.#floor })
    // Through the same parse that a later reader uses, so that nothing unreadable is ever written.
    const checked = parseEvent(JSON.parse(JSON.stringify(event)) as JsonObject, event.type) // an event is a JSON object
    const entry = { seq: this.#state.length, time, previous: this.#state.head, event: checked as unknown as JsonObject } // parseEvent gave it back
    const line = encodeEntry(entry)
    const digest = digestOfLine(line)
    const after = this.#after(checked, { seq: entry.seq, time, digest })
    if (line.length > maxLineBytes)
      throw new CeremonyError('ceremony/too-long', { type: event.type, sizeBytes: line.length, maxBytes: maxLineBytes })
    if (mayBeUnreadable(line)) parseEntry(line, event.type)
    this.#file.append(line)
    this.#state = after
    if (event.type === 'clock' || time > this.#floor) this.#floor = time
  }

  /** All flushed lines. */
  bytes(): Uint8Array {
    return readOwnFile(this.#file.path, maxTranscriptBytes)
  }

  close(): void {
    this.#file.close()
  }

  #after(event: CeremonyEvent, at: { seq: number; time: string; digest: string }): State {
    try {
      return next(this.#state, { event, ...at })
    } catch (cause) {
      if (!(cause instanceof DoesNotFollow)) throw cause
      throw new CeremonyError('ceremony/not-now', { asked: event.type, reason: cause.message }, { cause })
    }
  }
}

/** Most brackets that a line has while it is surely within the depth that a reader takes (entry.ts). */
const plainBrackets = 20

/**
 * Whether a line could hold what `parseEntry` refuses: an escape (half a surrogate pair), a name that it does not take,
 * or much depth. Such a line is read back before it is written; the others cannot fail, and reading them would cost
 * a third of what a line costs.
 */
function mayBeUnreadable(line: Uint8Array): boolean {
  if (line.includes(0x5c) || Buffer.from(line.buffer, line.byteOffset, line.length).includes('__proto__')) return true
  let brackets = 0
  for (const byte of line) if (byte === 0x7b || byte === 0x5b) brackets++
  return brackets > plainBrackets
}

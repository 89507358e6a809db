// One day of a ceremony on a disk that fails again and again, each time at a call where it has not failed yet.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isCeremonyError, wordsOf } from '../../core/errors.ts'
import type { View } from '../../core/formats/view.ts'
import { bagLimits, readBag } from '../../core/media/bag.node.ts'
import { verifyBag } from '../../core/verify/bag.ts'
import type { Move } from '../../electron/cli/play.ts'
import { makeMove } from '../../electron/cli/play.ts'
import { realDisk } from '../../electron/host/disk.node.ts'
import { scripts } from '../../electron/host/scripts.ts'
import { fakeClock } from '../fakes/clock.ts'
import {
  beginStation,
  dayOfCeremony,
  newTable,
  reopenStation,
  type Station,
  scratch,
  type Table,
} from '../host/station.ts'
import { examplePlan } from '../plan/example.ts'
import { canFail, type Fault, nameOf } from './fault.ts'
import { moveAside, peopleOf } from './people.ts'
import { areaOf } from './places.ts'
import { type DiskCall, watchDisk } from './watch.ts'

export type Recovery = 'same process' | 'restart'

/** One fault, and how it ended. `problem`: something was lost, or a person was not told. */
export type Try = {
  readonly fault: string
  readonly at: string
  readonly area: string
  /** The code that refused, or `done` where the call did its work all the same. */
  readonly answer: string
  readonly problem: string | undefined
}

/** A call that may fail: what it is, of what kind of file, and which step stands. */
export type At = { readonly call: string; readonly area: string; readonly step: string }

export type DayOptions = {
  /** Asked at every call until it names a fault; then at the next thing that people do. */
  readonly choose: (at: At) => Fault | undefined
  /** After each fault. */
  readonly recover: () => Recovery
}

type Words = { readonly happened: string; readonly safe: string; readonly next: string }

const maxMoves = 20_000

class Day {
  readonly tries: Try[] = []
  readonly #options: DayOptions
  readonly #place = scratch()
  readonly #clock = fakeClock(dayOfCeremony)
  readonly #table: Table
  readonly #out: string
  #armed = false
  #hit: { readonly at: string; readonly area: string; readonly paths: string[]; readonly fault: Fault } | undefined
  #step = ''

  constructor(options: DayOptions) {
    this.#options = options
    this.#table = newTable(examplePlan())
    this.#out = join(this.#place.directory, 'bag')
  }

  async play(): Promise<readonly Try[]> {
    const unwatch = watchDisk(this.#place.directory, (call) => this.#decide(call))
    try {
      const station = await this.#toTheEnd(await this.#begin())
      await station.host.leave()
      await this.#checkEnd(station)
    } catch (error) {
      this.#note('lost', `the day did not end: ${error instanceof Error ? error.message : 'a thrown value'}`)
    } finally {
      unwatch()
      this.#place.remove()
    }
    return this.tries
  }

  #decide(call: DiskCall): Fault | undefined {
    if (!this.#armed) return undefined
    if (this.#hit !== undefined) {
      const { fault, paths } = this.#hit
      if (!fault.stays || !canFail(fault, call.call)) return undefined
      paths.push(call.path)
      return fault
    }
    const area = areaOf(call.path)
    if (area === undefined) return undefined
    const at = { call: call.call, area, step: this.#step }
    const fault = this.#options.choose(at)
    if (fault !== undefined)
      this.#hit = { at: `${call.call} of ${area}, ${this.#step}`, area, paths: [call.path], fault }
    return fault
  }

  /** One thing is done while the disk may fail; then the disk is well again. */
  async #under<T>(step: string, act: () => Promise<T>): Promise<{ readonly value: T } | { readonly error: unknown }> {
    this.#step = step
    this.#hit = undefined
    this.#armed = true
    try {
      return { value: await act() }
    } catch (error) {
      return { error }
    } finally {
      this.#armed = false
    }
  }

  async #begin(): Promise<Station> {
    for (let number = 1; ; number++) {
      const options = { directory: this.#place.directory, ceremony: `try-${number}`, table: this.#table }
      const made = await this.#under('begin', async () =>
        beginStation({ ...options, clock: this.#clock, disk: realDisk }),
      )
      if ('value' in made) {
        if (this.#hit !== undefined) this.#note('done')
        this.#ceremony = `try-${number}`
        return made.value
      }
      this.#noteError(made.error)
    }
  }
  #ceremony = ''

  async #toTheEnd(begun: Station): Promise<Station> {
    let station = begun
    for (let moves = 0, inVain = 0; ; moves++) {
      const view = station.host.view()
      if (view.bag !== null) return station
      if (moves > maxMoves || inVain > 8) throw new Error(`no way past ${view.step?.id ?? 'the end'}`)
      const move = peopleOf(station).next(view)
      const before = this.#wholeLines(station)
      const answer = await this.#under(stepOf(view, move), () => makeMove(station.call, move))
      if ('error' in answer) throw answer.error
      const reply = answer.value
      const code = reply.ok ? 'done' : reply.error.code
      const hit = this.#hit
      if (hit !== undefined)
        this.#note(code, this.#problemsOf(station, before, reply.ok ? undefined : reply.error.words))
      if (!reply.ok) {
        if (hit === undefined) inVain++
        const asks = code === 'station/exists' || (hit === undefined && code.startsWith('bag/'))
        if (asks && move.call !== 'ceremony.close') moveAside(this.#out)
        else if (hit === undefined) this.#note(code, `refused although the disk is well, at ${stepOf(view, move)}`)
      } else inVain = 0
      if (asksToMoveAway(reply.ok ? reply.value : station.host.view())) moveAside(this.#out)
      if (hit !== undefined && this.#options.recover() === 'restart') station = await this.#restart(station)
    }
  }

  async #restart(station: Station): Promise<Station> {
    await station.host.leave()
    for (;;) {
      const opened = await this.#under('open again', async () =>
        reopenStation({
          directory: this.#place.directory,
          ceremony: this.#ceremony,
          table: this.#table,
          clock: this.#clock,
          disk: realDisk,
        }),
      )
      if ('value' in opened) {
        if (this.#hit !== undefined) this.#note('done')
        return opened.value
      }
      if (this.#hit === undefined) throw opened.error
      this.#noteError(opened.error)
    }
  }

  /** What stood in the transcript stands there; the words name the file and say what to do. */
  #problemsOf(station: Station, before: Uint8Array, words: Words | undefined) {
    const after = readFileSync(this.#transcript())
    if (Buffer.compare(after.subarray(0, before.length), before) !== 0) return 'lines of the transcript are gone'
    const lines = after.toString().split('\n').length - 1
    const { length } = station.files.recorder.state
    if (lines < length) return `the state knows ${length} lines, the file has ${lines}`
    return words === undefined ? undefined : this.#silent(words)
  }

  /** @returns what a person was not told. */
  #silent({ happened, safe, next }: Words): string | undefined {
    if (next === '') return 'nobody is told what to do next'
    if (/fault in itself/.test(happened)) return `it is called a fault of the station: ${happened}`
    const names = this.#hit?.paths.map((path) => nameIn(path)) ?? []
    return names.some((name) => happened.includes(name) || (name === 'lock' && safe.includes(this.#ceremony)))
      ? undefined
      : `${names.join(', ')} is not named: ${happened}`
  }

  #noteError(error: unknown): void {
    if (isCeremonyError(error)) this.#note(error.code, this.#silent(wordsOf(error)))
    else this.#note('untyped', error instanceof Error ? error.message : 'a thrown value')
  }

  #note(answer: string, problem?: string): void {
    const { at = this.#step, area = 'the day', fault } = this.#hit ?? {}
    this.tries.push({ fault: fault === undefined ? 'none' : nameOf(fault), at, area, answer, problem })
  }

  /** The bag verifies, holds the whole transcript, and nothing was made twice. */
  async #checkEnd(station: Station): Promise<void> {
    const bag = await readBag(this.#out, bagLimits)
    verifyBag(bag, scripts)
    const own = readFileSync(this.#transcript())
    const same = Buffer.compare(bag.files.get('transcript.jsonl') ?? new Uint8Array(), own) === 0
    if (!same) this.#note('lost', 'the transcript in the bag is another one')
    const planned = station.plan.keys.filter((key) => 'token' in key).length
    const made = this.#table.calls.filter(({ method }) => method === 'generateKeyPair').length
    const keys = [...this.#table.tokens.values()].reduce((sum, token) => sum + token.keys.size, 0)
    if (made !== planned || keys !== planned) this.#note('lost', `${planned} keys planned, ${made} made, ${keys} there`)
  }

  /** Those that the state knows of: what a failing disk took of another is not a line. */
  #wholeLines(station: Station): Uint8Array {
    const bytes = readFileSync(this.#transcript())
    let end = 0
    for (let line = 0; line < station.files.recorder.state.length; line++) end = bytes.indexOf(0x0a, end) + 1
    return bytes.subarray(0, end)
  }

  #transcript = (): string => join(this.#place.directory, 'station', this.#ceremony, 'transcript.jsonl')
}

/** Play one such day. */
export const playDay = (options: DayOptions): Promise<readonly Try[]> => new Day(options).play()

/** Its last part, as people see it: what is written is told by the name that it will have. */
function nameIn(path: string): string {
  const name = path.split('/').at(-1) ?? ''
  return name.replace(/\.(?:part-.*|after\.[0-9a-f]+|\d+-[0-9a-f]{16})$/, '')
}

const stepOf = (view: View, { call }: Move): string =>
  view.step === null || call === 'ceremony.close' ? call : `${call} at ${view.step.action ?? view.step.kind}`

const asksToMoveAway = ({ reconcile }: View): boolean =>
  reconcile?.found?.some((line) => line.includes('move it away')) === true

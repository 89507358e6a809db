// One case of an input fuzz: made from a seed and a number, given to a reader, and judged.

import { type CeremonyError, isCeremonyError, wordsOf } from '../../core/errors.ts'
import type { FaultRow } from '../faults/row.ts'
import { type Random, randomFrom } from './random.ts'

/** One input of the station. `take` reads a case: it throws a refusal, or says what is wrong with what it accepted. */
export type Area = {
  readonly name: string
  /** Documents that are taken: what the cases are made from. */
  readonly good: readonly [Uint8Array, ...Uint8Array[]] | readonly []
  readonly make: (random: Random) => Uint8Array
  readonly take: (bytes: Uint8Array) => string | undefined
  /** Refusals that are no CeremonyError by design (the engine's, a schema's): their name as a code. */
  readonly refusal?: (error: unknown) => string | undefined
}

/** A case that nobody refused and nobody took as it should be. `path` makes it again. */
export type Lost = { readonly path: string; readonly why: string; readonly input: string }

export type Tally = FaultRow & { readonly found: readonly Lost[]; readonly worstMs: number; readonly perSecond: number }

/** The same seed, area and number make the same case again, whatever ran before it. */
export const caseOf = (area: Area, seed: number, index: number): Uint8Array =>
  area.make(randomFrom(mix(seed, area.name, index)))

function mix(seed: number, name: string, index: number): number {
  let hash = seed ^ Math.imul(index + 1, 0x9e3779b1)
  for (const character of name) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
  return hash
}

/** Run cases 0 to `cases` - 1. `before` is told of each: what it wrote last names the case that hangs. */
export function runArea(
  area: Area,
  cases: number,
  seed: number,
  before: (index: number) => void = () => undefined,
): Tally {
  const refused: Record<string, number> = {}
  const found: Lost[] = []
  let worstMs = 0
  const begun = performance.now()
  for (let index = 0; index < cases; index++) {
    before(index)
    const bytes = caseOf(area, seed, index)
    const start = performance.now()
    const verdict = judge(area, bytes)
    worstMs = Math.max(worstMs, performance.now() - start)
    if ('code' in verdict) refused[verdict.code] = (refused[verdict.code] ?? 0) + 1
    if ('lost' in verdict)
      found.push({
        path: `ANCHORITE_FUZZ_SEED=${seed} "${area.name}" case ${index}`,
        why: verdict.lost,
        input: shown(bytes),
      })
  }
  const perSecond = Math.round((cases * 1000) / Math.max(1, performance.now() - begun))
  return {
    area: area.name,
    tried: cases,
    survived: cases - found.length,
    lost: found.length,
    refused,
    found,
    worstMs,
    perSecond,
  }
}

const shown = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(0, 4000)).toString('base64')

type Verdict = { readonly taken: true } | { readonly code: string } | { readonly lost: string }

/** Refused with a code and words, taken with its properties held, or lost. */
export function judge(area: Area, bytes: Uint8Array): Verdict {
  let problem: string | undefined
  try {
    problem = area.take(bytes)
  } catch (error) {
    if (isCeremonyError(error)) problem = problemOf(error)
    const code = isCeremonyError(error) ? error.code : area.refusal?.(error)
    if (code === undefined)
      return { lost: error instanceof Error ? (error.stack ?? error.message) : `thrown: ${String(error)}` }
    if (problem === undefined) problem = pollution()
    return problem === undefined ? { code } : { lost: `${code}: ${problem}` }
  }
  problem ??= pollution()
  return problem === undefined ? { taken: true } : { lost: problem }
}

/** What is wrong with a refusal: nothing that is read may be a fault of the station's own, and each must have words. */
function problemOf(error: CeremonyError): string | undefined {
  if (error.disposition === 'bug') return `it is told as a fault of the station: ${error.message.slice(0, 300)}`
  const words = Object.values(wordsOf(error))
  if (words.some((said) => said.trim() === '')) return 'its words are not whole'
  return words.join('').length > 20_000 ? 'its words are long' : undefined
}

const methods = Object.getOwnPropertyNames(Object.prototype).length

/** Whether a prototype that all share was changed. */
const pollution = (): string | undefined =>
  Object.getOwnPropertyNames(Object.prototype).length === methods && Object.keys(Array.prototype).length === 0
    ? undefined
    : 'a prototype was changed'

/** Whether every object inside has a plain prototype: a name `__proto__` set none. */
export function strayPrototype(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null)
    return 'a foreign prototype'
  for (const inside of Object.values(value)) {
    const problem = strayPrototype(inside)
    if (problem !== undefined) return problem
  }
  return undefined
}

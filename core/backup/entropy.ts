// Where the secret of a backup comes from: the operating system, a token, dice. Any one good source suffices.

import { hkdfSync } from 'node:crypto'
import { CeremonyError } from '../errors.ts'

export const minRolls = 99
/** Chi-square with 5 degrees of freedom exceeds this once in 10,000 with fair dice. */
const chiSquareLimit = 25.74
/** The same face so often in a row comes once in 1,600,000 places with fair dice. */
const longestRun = 8

/** What goes in. Each is overwritten by its owner afterwards. */
export type Sources = {
  /** 32 bytes or more of the operating system's generator. */
  readonly operatingSystem: Uint8Array
  /** 32 bytes or more of C_GenerateRandom, and whose. */
  readonly token?: { readonly serial: string; readonly bytes: Uint8Array }
  /** Rolls as ASCII digits 1 to 6, at least 99 (255 bits), already checked by `checkDice`. */
  readonly dice?: Uint8Array
}

/**
 * HKDF-SHA-256 (RFC 5869) over all sources, each with its length before it, so that none can stand in for part of another.
 * @returns 32 bytes.
 * @throws RangeError for a source that is too short (a fault of the caller).
 */
export function mixSecret({ operatingSystem, token, dice }: Sources): Uint8Array {
  const parts = [operatingSystem, token?.bytes ?? new Uint8Array(), dice ?? new Uint8Array()]
  if (operatingSystem.length < 32 || (token !== undefined && token.bytes.length < 32))
    throw new RangeError('a source of fewer than 32 bytes')
  const material = Buffer.alloc(parts.reduce((sum, part) => sum + 4 + part.length, 0))
  let at = 0
  for (const part of parts) {
    at = material.writeUInt32BE(part.length, at)
    material.set(part, at)
    at += part.length
  }
  const secret = new Uint8Array(hkdfSync('sha256', material, 'anchorite/backup-secret/v1', '', 32))
  material.fill(0)
  return secret
}

/** The sources by name, for the public record. */
export const namesOf = ({ token, dice }: Sources): readonly string[] => [
  'operating system',
  ...(token === undefined ? [] : [`token ${token.serial}`]),
  ...(dice === undefined ? [] : [`${dice.length} rolls of dice`]),
]

/**
 * Rolls as they were typed: digits 1 to 6, white space between them does not matter. A die that falls too unevenly is refused.
 * Not caught: rolls that were made up, or dice that are loaded a little; the other sources are there for that.
 * @returns the digits alone. The caller overwrites what it gave.
 * @throws CeremonyError `backup/dice`, with the reason and no roll.
 */
export function checkDice(typed: Uint8Array): Uint8Array {
  const rolls = typed.filter((byte) => byte > 0x20)
  const refused = (reason: string) => {
    rolls.fill(0)
    return new CeremonyError('backup/dice', { reason })
  }
  if (rolls.some((byte) => byte < 0x31 || byte > 0x36)) throw refused('something else than 1 to 6 was typed')
  if (rolls.length < minRolls) throw refused(`there are ${rolls.length} rolls; at least ${minRolls} are needed`)
  if (chiSquare(rolls) > chiSquareLimit) throw refused('the faces fell too unevenly')
  if (runIn(rolls) > longestRun) throw refused(`one face fell more than ${longestRun} times in a row`)
  if (repeats(rolls)) throw refused('a pattern repeats')
  return rolls
}

function chiSquare(rolls: Uint8Array): number {
  const expected = rolls.length / 6
  return [0x31, 0x32, 0x33, 0x34, 0x35, 0x36]
    .map((face) => rolls.reduce((count, roll) => count + Number(roll === face), 0))
    .reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

function runIn(rolls: Uint8Array): number {
  let longest = 0
  let run = 0
  for (const [at, roll] of rolls.entries()) {
    run = roll === rolls[at - 1] ? run + 1 : 1
    longest = Math.max(longest, run)
  }
  return longest
}

/** 123456123456..., as tired hands type: every roll is the one of a fixed number of places before, over the whole length. */
const repeats = (rolls: Uint8Array): boolean =>
  Array.from({ length: 30 }, (_, index) => index + 1).some((period) =>
    rolls.every((roll, at) => at < period || roll === rolls[at - period]),
  )

// Private codes without scrypt's tenth of a second, for tests that play whole ceremonies. codes.test.ts tests the real ones.

import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CeremonyError } from '../../core/errors.ts'
import type { Secret } from '../../core/secret.ts'
import { Codes, minCodeLength } from '../../electron/host/codes.node.ts'

/** Same files, same names, same refusals; another hash. */
export class QuickCodes extends Codes {
  readonly #directory: string

  constructor(directory: string) {
    super(directory)
    this.#directory = directory
  }

  override set(person: string, code: Secret): void {
    if (code.use((bytes) => bytes.length) < minCodeLength)
      throw new CeremonyError('ceremony/weak-code', { who: person, minLength: minCodeLength })
    writeFileSync(join(this.#directory, person), digest(code))
  }

  override matches(person: string, code: Secret): boolean {
    return readFileSync(join(this.#directory, person), 'utf8') === digest(code)
  }
}

const digest = (code: Secret): string => code.use((bytes) => createHash('sha256').update(bytes).digest('hex'))

// Bytes with one owner that never print. The only type a PIN, a private code or a share may have. Rule SECRET-NOWHERE.

import { inspect } from 'node:util'
import { CeremonyError } from './errors.ts'

/**
 * A secret held as bytes by one owner. `use` lends them for the length of one call, `destroy` overwrites them.
 *
 * Prints, inspects and serialises as `[secret]`. What it does *not* do: wipe copies that a library, the garbage
 * collector or the operating system made; docs/threat-model.md lists those.
 */
export class Secret {
  #bytes: Uint8Array | undefined

  /** Takes ownership of `bytes`: the caller must not keep or use them afterwards. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Copies `bytes` into a new secret and overwrites the original. */
  static take(bytes: Uint8Array): Secret {
    const copy = Uint8Array.from(bytes)
    bytes.fill(0)
    return new Secret(copy)
  }

  /**
   * Lend the bytes to `fn`. They must not be kept.
   * @throws CeremonyError `secret/destroyed` after `destroy`.
   */
  use<T>(fn: (bytes: Uint8Array) => T): T {
    if (this.#bytes === undefined) throw new CeremonyError('secret/destroyed', {})
    return fn(this.#bytes)
  }

  destroy(): void {
    this.#bytes?.fill(0)
    this.#bytes = undefined
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}

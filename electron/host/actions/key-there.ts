// A key under the id that its step gave it: whole, half, or not there. Half of it is what a token leaves that loses its power in between.

import { isCeremonyError } from '../../../core/errors.ts'
import type { JsonObject } from '../../../core/formats/json.ts'
import type { KeyName } from '../../../core/token/keys.ts'
import type { TokenHost, TokenKey } from '../../../core/token/port.ts'

/** `key`: for the words of a look; `there` and `not there` are read again by others. */
export type KeyThere = { readonly key: string; readonly whole?: TokenKey; readonly half?: 'public' | 'private' }

/** Not looked at: whether the public key is the one that is meant. @throws CeremonyError what `findKey` throws, but for half a key. */
export async function keyThere(host: TokenHost, name: KeyName): Promise<KeyThere> {
  try {
    const whole = await host.findKey(name)
    return whole === undefined ? { key: 'not there' } : { key: 'there', whole }
  } catch (error) {
    if (!isCeremonyError(error, 'token/key-incomplete')) throw error
    const { missing } = error.detail
    return {
      key: `only half there: its ${missing} half is missing`,
      half: missing === 'public' ? 'private' : 'public',
    }
  }
}

/** What a look tells of it, where the act would make it or bring it in. */
export const foundOf = ({ key, half }: KeyThere): JsonObject =>
  half === undefined ? { key } : { key, again: 'what is left of it is destroyed, and it is done anew' }

/**
 * Make a key, or bring one in, where an earlier try of the same step may have left half of it, which is destroyed then.
 * A whole key under that id is refused as ever, and not touched.
 * @returns `rest`: that half was destroyed, for the record; empty where none was.
 * @throws CeremonyError `token/object-id-taken`, also where the half stays; what `make` throws.
 */
export async function overHalf(
  host: TokenHost,
  name: KeyName,
  make: () => Promise<TokenKey>,
): Promise<{ readonly made: TokenKey; readonly rest: JsonObject }> {
  try {
    return { made: await make(), rest: {} }
  } catch (error) {
    if (!isCeremonyError(error, 'token/object-id-taken')) throw error
    const { half } = await keyThere(host, name)
    if (half === undefined) throw error
    const { left } = await host.destroyKey({ objectId: name.objectId })
    if (left > 0) throw error
  }
  return { made: await make(), rest: { restOfATry: 'half of the key was there, and was destroyed first' } }
}

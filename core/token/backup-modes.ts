// Which ways of backing up a key a token allows, judged from what a probe showed (probe.node.ts). In words for people.

import type { BackupAbilities, WrapForm } from './backup-port.ts'

export type SplitMode = 'wrapped' | 'imported'

export type Verdict = { readonly possible: boolean; readonly why: string }

const yes = (why: string): Verdict => ({ possible: true, why })
const no = (why: string): Verdict => ({ possible: false, why })

const formWords = ({ form, mechanism }: WrapForm): string =>
  `${form === 'aes-kwp' ? 'AES key wrap with padding (RFC 5649)' : 'AES-256-CBC with padding and an outer MAC'} under mechanism 0x${mechanism.toString(16)}`

/** Of the token that holds the key. */
export function asKeyToken(mode: SplitMode, abilities: BackupAbilities): Verdict {
  const { wrap, locks, keepsIn, unwraps, destroys, imports } = abilities
  if (mode === 'imported')
    return imports
      ? yes('a key that was made elsewhere signs here, and cannot leave')
      : no('it takes no such key from outside')
  if (wrap === undefined) return no('it wraps no such key in a form that this station takes')
  const how = `wrapped with ${formWords(wrap)}`
  if (locks) return yes(`${how}; afterwards its way out is closed`)
  if (unwraps && keepsIn && destroys)
    return yes(
      `${how}; its way out cannot be closed, so afterwards the key is destroyed and comes back from the copy, not extractable`,
    )
  return no(`${how}, but its way out cannot be closed afterwards`)
}

/**
 * Of the token into which the copy is restored to prove it, and on which it is destroyed again.
 * @param from - in which form the key's own token wraps; undefined: RFC 5649, as the secret host does.
 */
export function asProofToken(mode: SplitMode, abilities: BackupAbilities, from?: WrapForm): Verdict {
  const { wrap, unwraps, imports, destroys } = abilities
  if (!destroys) return no('what is restored there could not be destroyed afterwards')
  if (mode === 'imported')
    return imports
      ? yes('the key is restored and signs there, then it is destroyed')
      : no('it takes no such key from outside')
  const own = wrap?.form ?? 'aes-kwp' // the form in which it was seen to unwrap
  if (!unwraps) return no('it unwraps no such key')
  if (own !== (from?.form ?? 'aes-kwp')) return no(`it unwraps ${own}, and the copy is ${from?.form ?? 'aes-kwp'}`)
  return yes('the key is restored and signs there, then it is destroyed')
}

/**
 * Of the token into which a key comes back for good, or for a drill.
 * @param from - the form of the copy, as its public record says.
 * @param mayBeSoftware - the plan lets the key exist in the station's memory for a moment (BACKUP-SOFTWARE).
 */
export function asRestoreToken(
  { wrap, unwraps, imports }: BackupAbilities,
  from: WrapForm['form'],
  mayBeSoftware: boolean,
): Verdict {
  const own = wrap?.form ?? 'aes-kwp' // the form in which it was seen to unwrap
  if (unwraps && own === from) return yes('the key is restored there, and signs')
  const not = unwraps ? `it unwraps ${own}, and the copy is ${from}` : 'it unwraps no such key'
  if (!imports) return no(`${not}, and takes none from outside`)
  if (mayBeSoftware)
    return yes(`${not}; it is opened in the station and brought in, as an exception of the plan allows`)
  return no(
    `${not}; it would take one that is opened in the station, if the plan had an exception BACKUP-SOFTWARE for it`,
  )
}

import { bug, device, input, refuse, retry } from './define.ts'

/**
 * Where a token said no. `ckr` is the return code by name, or `none` where the host refused by itself, before the call.
 * `serial` is absent where no token is concerned yet. Nothing here is a secret; text from a module is escaped.
 */
export type TokenFault = { readonly serial?: string; readonly call: string; readonly ckr: string }

/** Tries left, as the token told after the failure; `unknown` where it could not be asked. */
export type PinStateAfter = 'ok' | 'low' | 'final-try' | 'locked' | 'not-set' | 'unknown'

export type PinKind = 'user' | 'so'

const named = (d: { readonly serial?: string }) => (!d.serial ? 'The token' : `Token ${d.serial}`)
const because = (d: TokenFault) => (d.ckr === 'none' ? '' : ` (${d.ckr} in ${d.call})`)
const pinName = (which: PinKind) => (which === 'user' ? 'user PIN' : 'SO PIN')
const noTry = 'No PIN try was spent and nothing on the token was changed.'

const triesLeft: Readonly<Record<PinStateAfter, string>> = {
  ok: 'The token does not warn yet about the tries that are left.',
  low: 'The token warns: few tries are left.',
  'final-try': 'The token warns: ONE try is left. The next wrong PIN locks it.',
  locked: 'The token is now LOCKED for this PIN.',
  'not-set': 'The token says that this PIN is not set.',
  unknown: 'How many tries are left could not be read.',
}

const keyAfterwards = (rest: 'destroyed' | 'there' | undefined): string => {
  if (rest === 'destroyed') return 'The key was not used, and is destroyed.'
  if (rest === 'there')
    return 'The key was not used, but it could not be destroyed: it stays on the token under this id.'
  return 'The key was not used and is not deleted: it stays on the token under this id.'
}

/** Errors of core/token: PINs and presence, keys, the module and its process. */
export const tokenErrors = {
  'token/pin-incorrect': retry<TokenFault & { pinState: PinStateAfter }>((d) => ({
    happened: `${named(d)} did not accept the user PIN${because(d)}.`,
    safe: `One try was spent, and no other token was tried. ${triesLeft[d.pinState]}`,
    next: 'Check that the right person holds the right token. Decide aloud before another try is spent.',
  })),
  'token/so-pin-incorrect': retry<TokenFault & { pinState: PinStateAfter }>((d) => ({
    happened: `${named(d)} did not accept the SO PIN${because(d)}.`,
    safe: `One try was spent; the keys on the token were not touched. ${triesLeft[d.pinState]}`,
    next: 'Check that the right person holds the right token. Decide aloud before another try is spent.',
  })),
  'token/pin-length': retry<TokenFault & { which: PinKind; minBytes: number; maxBytes: number }>((d) => ({
    happened: `The ${pinName(d.which)} is too short or too long for ${named(d).toLowerCase()}: it takes ${d.minBytes} to ${d.maxBytes} characters${because(d)}.`,
    safe: noTry,
    next: 'Choose or type the PIN again.',
  })),
  'token/pin-encoding': retry<TokenFault & { which: PinKind }>((d) => ({
    happened: `The ${pinName(d.which)} holds bytes that are not text, so it was not sent.`,
    safe: noTry,
    next: 'Type the PIN again with ordinary letters and digits.',
  })),
  'token/pin-refused': retry<TokenFault & { which: PinKind }>((d) => ({
    happened: `${named(d)} refuses this as a new ${pinName(d.which)}${because(d)}.`,
    safe: 'The PIN was not changed.',
    next: 'Choose another PIN by the rules of the token, then begin the step again.',
  })),
  'token/not-present': retry<TokenFault & { serial: string; present: readonly string[] }>((d) => ({
    happened: `Token ${d.serial} is not here. Present: ${d.present.join(', ') || 'none'}.`,
    safe: 'No PIN was asked for or sent.',
    next: 'Compare the serial number on the token with the plan and insert the right token.',
  })),
  'token/pin-locked': refuse<TokenFault & { which: PinKind }>((d) => ({
    happened: `The ${pinName(d.which)} of ${named(d).toLowerCase()} is locked${because(d)}.`,
    safe: 'No PIN was sent after the lock was seen.',
    next: 'This token cannot be used in this step. Go on with the replacement in the plan, or stop the ceremony.',
  })),
  'token/pin-not-set': refuse<TokenFault & { which: PinKind }>((d) => ({
    happened: `${named(d)} has no ${pinName(d.which)} yet${because(d)}.`,
    safe: noTry,
    next: 'The token has to be initialised first.',
  })),
  'token/pin-expired': refuse<TokenFault & { which: PinKind }>((d) => ({
    happened: `${named(d)} says that the ${pinName(d.which)} has expired${because(d)}.`,
    safe: 'Nothing on the token was changed.',
    next: "Change the PIN with the vendor's program, away from this ceremony, or use another token.",
  })),
  'token/own-pad': refuse<TokenFault>((d) => ({
    happened: `${named(d)} takes its PIN only on its own pad, which this station cannot ask for.`,
    safe: noTry,
    next: 'Use a token whose PIN is typed at the station.',
  })),
  'token/serial-twice': refuse<TokenFault>((d) => ({
    happened: `${d.serial ? `Two tokens have the serial number ${d.serial}` : 'Two tokens have no serial number'}.`,
    safe: 'Neither was touched and no PIN was sent.',
    next: 'Leave only one token inserted. If one alone still shows twice, do not use it: its serial number proves nothing.',
  })),
  'token/no-serial': refuse<TokenFault>((d) => ({
    happened: `A token that is in use gives no serial number${because(d)}.`,
    safe: noTry,
    next: 'A token is named by its serial number only. Use another one.',
  })),
  'token/removed': device<TokenFault>((d) => ({
    happened: `${named(d)} was taken out or lost its connection${because(d)}.`,
    safe: 'What it did up to here is recorded. The call that failed may or may not have been carried out.',
    next: 'Insert the token again. The step looks what is on the token before anything is repeated.',
  })),
  'token/failed': device<TokenFault>((d) => ({
    happened: `${named(d)} failed${because(d)}.`,
    safe: 'The call is not repeated by itself, and the session was closed.',
    next: 'Look at what is on the token before repeating the step. If it fails again, take another token.',
  })),
  'token/half-initialised': device<TokenFault>((d) => ({
    happened: `${named(d)} was erased, but its PINs could not be set${because(d)}.`,
    safe: 'No key is on it. Its SO PIN is the one that it came with, or already the new one.',
    next: 'Begin the initialisation of this token again.',
  })),
  'token/write-protected': refuse<TokenFault>((d) => ({
    happened: `${named(d)} is write-protected${because(d)}.`,
    safe: 'Nothing on the token was changed.',
    next: 'Lift the write protection by the way its maker gives, or take another token.',
  })),
  'token/not-logged-in': refuse<TokenFault>((d) => ({
    happened: `${named(d)} is not logged in${because(d)}.`,
    safe: 'Nothing on the token was changed.',
    next: 'Log in to the token again; a token that was taken out forgets its login.',
  })),
  'token/already-logged-in': refuse<TokenFault>((d) => ({
    happened: `${named(d)} is already logged in; one process serves one login.`,
    safe: noTry,
    next: 'Close this token session before another one begins.',
  })),
  'token/object-id-taken': refuse<TokenFault & { objectId: string }>((d) => ({
    happened: `${named(d)} already has an object with the id ${d.objectId}.`,
    safe: 'No key was made and nothing was changed.',
    next: 'A key of this step may already exist: look at it before going on. Never make a second key for one id.',
  })),
  'token/object-id-twice': refuse<TokenFault & { objectId: string; count: number }>((d) => ({
    happened: `${named(d)} has ${d.count} objects of one kind with the id ${d.objectId}; which one is meant cannot be known.`,
    safe: 'None of them was used.',
    next: 'Do not use this token for this key.',
  })),
  'token/key-missing': refuse<TokenFault & { objectId: string }>((d) => ({
    happened: `${named(d)} has no private key with the id ${d.objectId}.`,
    safe: 'Nothing was signed.',
    next: 'Check that this is the token that holds the key.',
  })),
  'token/key-incomplete': refuse<TokenFault & { objectId: string; missing: 'public' | 'private' }>((d) => ({
    happened: `${named(d)} has only half of key ${d.objectId}: the ${d.missing} half is missing.`,
    safe: 'Nothing was signed, made or deleted.',
    next: 'Do not use this key. Record what was found.',
  })),
  'token/key-algorithm': refuse<TokenFault & { objectId: string; algorithm: string }>((d) => ({
    happened: `Key ${d.objectId} on ${named(d).toLowerCase()} is not of the kind ${d.algorithm}.`,
    safe: 'Nothing was signed with it.',
    next: 'Check the plan against the token.',
  })),
  'token/key-attributes': refuse<
    TokenFault & { objectId: string; wrong: readonly string[]; rest?: 'destroyed' | 'there' }
  >((d) => ({
    happened: `KEY-ATTRIBUTES: ${named(d)} ${d.rest === undefined ? 'made' : 'took in'} key ${d.objectId}, but not as it was told (${d.wrong.join(', ')}).`,
    safe: keyAfterwards(d.rest),
    next:
      d.rest === 'destroyed'
        ? 'Do not use this kind of token for this key. Record it, and go on with another token by the plan.'
        : 'Do not use this key or this kind of token. Record it, and erase the token by the plan.',
  })),
  'token/key-not-extractable': refuse<TokenFault & { objectId: string }>((d) => ({
    happened: `${named(d)} does not let key ${d.objectId} out, not even wrapped${because(d)}.`,
    safe: 'Nothing left the token and nothing on it was changed.',
    next: 'A key is backed up before it is locked. This one was made without a way out, or is locked already: look at the record.',
  })),
  'token/cannot-wrap': refuse<TokenFault & { tried: readonly string[] }>((d) => ({
    happened: `${named(d)} wraps a private key in no form that this station takes. Tried: ${d.tried.join('; ')}.`,
    safe: 'Nothing left the token and nothing on it was changed.',
    next: 'Use the mode of backup that this token allows (`anchorite tokens probe` says which), or another token.',
  })),
  'token/cannot-unwrap': refuse<TokenFault & { tried: readonly string[] }>((d) => ({
    happened: `${named(d)} cannot take in a wrapped key. Tried: ${d.tried.join('; ')}.`,
    safe: 'No key was put on it. The wrapped key is as good as before.',
    next: 'Use another token (`anchorite tokens probe` says beforehand what one can do).',
  })),
  'token/blob-refused': refuse<TokenFault & { objectId: string }>((d) => ({
    happened: `${named(d)} does not unwrap this blob${because(d)}: it was altered, or the cards give another key than the one that it was wrapped with.`,
    safe: 'No key was put on the token. The copies of the blob and the cards are as they were.',
    next: 'Compare the SHA-256 of the blob with the public record, then try its other copy. Where both are right, the token failed: take another one.',
  })),
  'token/cannot-import': refuse<TokenFault & { algorithm: string }>((d) => ({
    happened: `${named(d)} does not take a ${d.algorithm} key that was made elsewhere${because(d)}.`,
    safe: 'No key was put on it.',
    next: 'Use another token (`anchorite tokens probe` says beforehand what one can do).',
  })),
  'token/pin-every-time': refuse<TokenFault & { objectId: string }>((d) => ({
    happened: `${named(d)} wants its PIN again for every signature of key ${d.objectId}, which this station does not do.`,
    safe: 'Nothing was signed, and no PIN was sent again.',
    next: 'Use a key that was made without CKA_ALWAYS_AUTHENTICATE (on a PIV card: not in slot 9C).',
  })),
  'token/mechanism-missing': refuse<TokenFault & { algorithm: string }>((d) => ({
    happened: `${named(d)} cannot do ${d.algorithm}${because(d)}.`,
    safe: 'No key was made and nothing was signed.',
    next: 'Use a token that can, or another algorithm in the plan.',
  })),
  'token/bad-answer': device<TokenFault & { what: string }>((d) => ({
    happened: `${named(d)} said "done", but its answer to ${d.call} cannot be right: ${d.what}.`,
    safe: 'The answer was thrown away.',
    next: 'Do not trust this module. Stop, and look at what is on the token.',
  })),
  'token/data-twice': refuse<TokenFault & { label: string; count: number }>((d) => ({
    happened: `${named(d)} has ${d.count} data objects named "${d.label}"; an earlier write was cut short.`,
    safe: 'Nothing was read from them or changed.',
    next: 'Compare with the record on paper, then write it anew: that replaces them all.',
  })),
  'token/bad-public-key': refuse<{ algorithm: string; reason: string }>((d) => ({
    happened: `KEY-VALID: a public key is not a good ${d.algorithm} key: ${d.reason}.`,
    safe: 'It was not used for anything.',
    next: 'Do not use this key. If a token made it just now, do not use that token.',
  })),
  'token/bad-signature': refuse<{ algorithm: string; reason: string }>((d) => ({
    happened: `SIG-VALID: a ${d.algorithm} signature does not hold: ${d.reason}.`,
    safe: 'It was thrown away and shown to nobody.',
    next: 'Do not repeat blindly: a token that signs wrongly is broken or lies. Take it out of the ceremony.',
  })),
  'token/request': bug<{ call: string; problem: string }>((d) => ({
    happened: `The station asked a token for something that cannot be: ${d.problem}.`,
    safe: 'The token was not called.',
    next: 'Stop the ceremony and report it with the transcript.',
  })),
  'token/module-missing': input<{ path: string; hint: string }>((d) => ({
    happened: `The PKCS#11 library ${d.path} is not on this station.`,
    safe: 'No token was touched.',
    next: d.hint,
  })),
  'token/module-unusable': input<{ path: string; reason: string }>((d) => ({
    happened: `${d.path} cannot be used as a PKCS#11 library: ${d.reason}.`,
    safe: 'No token was touched.',
    next: 'Check the path in the site file.',
  })),
  'token/module-start': device<TokenFault & { path: string }>((d) => ({
    happened: `The PKCS#11 library ${d.path} does not start${because(d)}.`,
    safe: 'No token was touched.',
    next: 'Check its configuration and its environment in the site file, and that its daemon runs if it has one.',
  })),
  'token/module-environment': input<{ path: string; name: string }>((d) => ({
    happened: `The site gives ${d.path} the environment variable ${d.name}, which could put foreign code beside the PIN.`,
    safe: 'The library was not loaded.',
    next: 'Take this variable out of the site file.',
  })),
  'token/adapter-missing': input<{ reason: string }>((d) => ({
    happened: `The station's own PKCS#11 adapter does not load (${d.reason}).`,
    safe: 'No token was touched.',
    next: 'Run the set-up of the station again; it compiles the adapter.',
  })),
  'token/host-hung': device<{ call: string; deadlineMs: number }>((d) => ({
    happened: `The token gave no sign of life for ${Math.round(d.deadlineMs / 1000)} seconds during ${d.call}.`,
    safe: 'Its process was ended, and the PIN with it. The call may or may not have been carried out.',
    next: 'Take the token out and insert it again. The step looks what is on it before anything is repeated.',
  })),
  'token/host-died': device<{ call: string; signal: string; exitCode: number }>((d) => ({
    happened: `The token's library crashed during ${d.call} (${d.signal === 'none' ? `exit ${d.exitCode}` : d.signal}).`,
    safe: 'Only its own process died, and the PIN with it. The call may or may not have been carried out.',
    next: 'Start the step again. It looks what is on the token before anything is repeated.',
  })),
  'token/host-gone': device<{ call: string; reason: string }>((d) => ({
    happened: `The token session has ended (${d.reason}), so ${d.call} was not begun.`,
    safe: 'Nothing was sent to the token.',
    next: 'Begin a new token session.',
  })),
  'token/host-protocol': device<{ call: string; what: string }>((d) => ({
    happened: `The token process answered ${d.call} with something that is not an answer (${d.what}).`,
    safe: 'Its process was ended and the answer thrown away.',
    next: 'Do not trust this module. Stop, and look at what is on the token.',
  })),
}

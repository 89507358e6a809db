// Every PKCS#11 function that the station calls, with every fault of it, and what the station must answer. Data only.

import type { ErrorCode } from '../../core/errors.ts'

/** What the station does while the function fails. */
export type Operation =
  | 'open'
  | 'list'
  | 'initialise'
  | 'login'
  | 'generateKeyPair'
  | 'findKey'
  | 'sign'
  /** After a failure: a new work session is opened. */
  | 'signAnew'
  | 'readData'
  | 'writeData'
  | 'random'
  | 'wrapKey'
  | 'unwrapKey'
  | 'lockKey'
  | 'close'

/** All functions that a whole life of a token calls, and where the fault is put. A test keeps this list true. */
export const calledIn = {
  C_GetFunctionList: 'open',
  C_Initialize: 'open',
  C_GetSlotList: 'list',
  C_GetTokenInfo: 'list',
  C_GetMechanismList: 'list',
  C_InitToken: 'initialise',
  C_SetPIN: 'initialise',
  C_InitPIN: 'initialise',
  C_OpenSession: 'login',
  C_Login: 'login',
  C_GetSessionInfo: 'signAnew',
  C_CloseSession: 'readData',
  C_FindObjectsInit: 'findKey',
  C_FindObjects: 'findKey',
  C_FindObjectsFinal: 'findKey',
  C_GetAttributeValue: 'findKey',
  C_GenerateKeyPair: 'generateKeyPair',
  C_CreateObject: 'writeData',
  C_DestroyObject: 'writeData',
  C_GenerateRandom: 'random',
  C_WrapKey: 'wrapKey',
  C_UnwrapKey: 'unwrapKey',
  C_SetAttributeValue: 'lockKey',
  C_SignInit: 'sign',
  C_Sign: 'sign',
  C_Logout: 'close',
  C_Finalize: 'close',
} as const satisfies Readonly<Record<string, Operation>>

export type FunctionName = keyof typeof calledIn
export const functionNames = Object.keys(calledIn) as readonly FunctionName[] // keys of a const object

/** `done`: the operation succeeds all the same, or says what it may say of a token that is not there. */
export type Answer = ErrorCode | 'done'

export type Cell = {
  readonly function: FunctionName
  /** As fault.c reads it, without the function. */
  readonly fault: string
  readonly during: Operation
  /** Any one of these is right: where memory is read beyond its end, a crash is as good as a refusal. */
  readonly answers: readonly Answer[]
  /** The name that the error must carry, in its detail or in its words; no code of the station is excepted. */
  readonly ckr?: string
}

/** Codes by their number in hex. Two of each kind that the station tells apart, and two that no standard knows. */
const codes = {
  '2': 'CKR_HOST_MEMORY',
  '5': 'CKR_GENERAL_ERROR',
  '6': 'CKR_FUNCTION_FAILED',
  '30': 'CKR_DEVICE_ERROR',
  '31': 'CKR_DEVICE_MEMORY',
  '32': 'CKR_DEVICE_REMOVED',
  '54': 'CKR_FUNCTION_NOT_SUPPORTED',
  '90': 'CKR_OPERATION_ACTIVE',
  a4: 'CKR_PIN_LOCKED',
  b3: 'CKR_SESSION_HANDLE_INVALID',
  e0: 'CKR_TOKEN_NOT_PRESENT',
  '101': 'CKR_USER_NOT_LOGGED_IN',
  '150': 'CKR_BUFFER_TOO_SMALL',
  '190': 'CKR_CRYPTOKI_NOT_INITIALIZED',
  '7777': 'CKR_UNKNOWN(0x7777)',
  '80000001': 'CKR_VENDOR_DEFINED(0x80000001)',
} as const

type Ckr = (typeof codes)[keyof typeof codes]

/** Where a token is named, and nothing has been changed yet. */
const plain = (ckr: Ckr): Answer => {
  if (ckr === 'CKR_DEVICE_REMOVED' || ckr === 'CKR_TOKEN_NOT_PRESENT' || ckr === 'CKR_SESSION_HANDLE_INVALID')
    return 'token/removed'
  if (ckr === 'CKR_USER_NOT_LOGGED_IN') return 'token/not-logged-in'
  return ckr === 'CKR_PIN_LOCKED' ? 'token/pin-locked' : 'token/failed'
}

const absentHere: readonly Ckr[] = ['CKR_DEVICE_REMOVED', 'CKR_TOKEN_NOT_PRESENT']
const noRoom: readonly Ckr[] = ['CKR_FUNCTION_NOT_SUPPORTED', 'CKR_DEVICE_MEMORY']

const ofTheDevice: readonly Ckr[] = [
  'CKR_HOST_MEMORY',
  'CKR_DEVICE_ERROR',
  'CKR_DEVICE_MEMORY',
  'CKR_OPERATION_ACTIVE',
  'CKR_CRYPTOKI_NOT_INITIALIZED',
]
/** A refusal of what was asked, where another way can be tried or done without. */
const notSo = (ckr: Ckr): boolean => plain(ckr) === 'token/failed' && !ofTheDevice.includes(ckr)

function answerTo(name: FunctionName, ckr: Ckr): Answer {
  switch (name) {
    case 'C_GetFunctionList':
      return 'token/module-unusable'
    case 'C_Initialize':
      return 'token/module-start'
    case 'C_GetSlotList':
      return 'token/failed'
    case 'C_GetTokenInfo':
    case 'C_GetMechanismList':
      return absentHere.includes(ckr) ? 'done' : 'token/failed'
    case 'C_SetPIN':
    case 'C_InitPIN':
      return 'token/half-initialised'
    case 'C_CreateObject':
      return noRoom.includes(ckr) ? 'done' : plain(ckr)
    case 'C_WrapKey':
      return notSo(ckr) ? 'token/cannot-wrap' : plain(ckr)
    case 'C_UnwrapKey':
      return notSo(ckr) ? 'token/cannot-unwrap' : plain(ckr)
    case 'C_SetAttributeValue':
      return notSo(ckr) ? 'done' : plain(ckr) // the key is not locked, and that is the answer
    case 'C_Logout':
    case 'C_Finalize':
      return 'done' // the process is ended all the same
    default:
      return plain(ckr)
  }
}

const died: readonly Answer[] = ['token/host-died']
const hung: readonly Answer[] = ['token/host-hung']
/** `close` ends the process in any case, and says nothing of how the library took it. */
const atClose = (name: FunctionName, answers: readonly Answer[]) =>
  calledIn[name] === 'close' ? (['done'] as const) : answers

const ofEach: readonly Cell[] = functionNames.flatMap((name) => {
  const cell = { function: name, during: calledIn[name] }
  return [
    ...['crash', 'abort', 'exit', 'null'].map((fault) => ({ ...cell, fault, answers: atClose(name, died) })),
    { ...cell, fault: 'hang', answers: atClose(name, hung) },
    { ...cell, fault: 'print', answers: ['done'] as const },
    ...Object.entries(codes).map(([number, ckr]) => ({
      ...cell,
      fault: `rv=${number}`,
      answers: [answerTo(name, ckr)],
      ckr,
    })),
  ]
})

/** Lies of one function: the fault, and what may come of it. */
const lies = (name: FunctionName, told: Readonly<Record<string, readonly Answer[]>>): readonly Cell[] =>
  Object.entries(told).map(([fault, answers]) => {
    const ckr = fault === 'after=5' ? { ckr: codes['5'] } : {}
    return { function: name, fault, during: calledIn[name], answers, ...ckr }
  })

const done: readonly Answer[] = ['done']
const failed: readonly Answer[] = ['token/failed']
const removed: readonly Answer[] = ['token/removed']
const half: readonly Answer[] = ['token/half-initialised']
const badAnswer: readonly Answer[] = ['token/bad-answer']
const cannotWrap: readonly Answer[] = ['token/cannot-wrap']
const otherKind: readonly Answer[] = ['token/key-algorithm']
const badKey: readonly Answer[] = ['token/bad-public-key']
const foreign: readonly Answer[] = ['token/host-protocol']
/** pkcs11js reads on beyond its list until something ends it: its memory, or the deadline. */
const ended: readonly Answer[] = ['token/host-died', 'token/host-hung']

/** Of a list: its first answer is how long it will be, its second is the list. */
const ofAList = {
  huge: died,
  'huge:2': done, // 2^40 becomes 0 in pkcs11js: nothing is there
  max: ended,
  'max:2': ended,
  zero: done,
  'zero:2': done,
  short: failed, // CKR_BUFFER_TOO_SMALL by the module itself
  'short:2': done,
  long: done, // one number too many, which names no slot
  'long:2': done,
  unknown: died,
  'unknown:2': done,
} as const

const twice: readonly Answer[] = ['token/object-id-twice']

/** Lengths, counts, attributes and texts that cannot be; sessions that are lost; a success that is told as a failure. */
const ofSome: readonly Cell[] = [
  ...lies('C_Initialize', { 'rv=100000000': ['token/module-start'], forge: foreign, forget: foreign, close: died }),
  ...lies('C_GetSlotList', ofAList),
  ...lies('C_GetMechanismList', ofAList),
  ...lies('C_GetTokenInfo', {
    'rv=100000000': failed,
    blank: done,
    evil: done,
    same: done,
    'flags=ffffffff': done,
    forge: foreign,
    forget: foreign,
    close: died,
  }),
  ...lies('C_InitToken', { 'after=5': failed }),
  ...lies('C_SetPIN', { 'after=5': half, lose: half }),
  ...lies('C_InitPIN', { 'after=5': half, lose: half }),
  ...lies('C_OpenSession', { 'after=5': failed }),
  ...lies('C_Login', { 'rv=100000000': failed, 'after=5': failed, lose: removed }),
  ...lies('C_GetSessionInfo', { lose: removed }),
  ...lies('C_CloseSession', { 'after=5': failed, lose: removed }),
  ...lies('C_FindObjectsInit', { lose: removed }),
  ...lies('C_FindObjects', {
    // A key that is kept from sight is believed not to be there; so is a count that becomes 0 in pkcs11js.
    ...{ huge: done, 'huge:2': done, zero: done, short: done, unknown: done },
    max: ended,
    'max:2': ended,
    long: twice,
    'long:2': twice,
    lose: removed,
  }),
  ...lies('C_GetAttributeValue', {
    huge: badAnswer,
    'huge:2': badAnswer,
    max: [...badAnswer, ...ended],
    'max:2': [...badAnswer, ...ended],
    'zero:2': badAnswer,
    short: failed,
    'short:2': badAnswer,
    long: badAnswer,
    'long:2': badAnswer,
    unknown: badAnswer,
    lose: removed,
    // CKA_KEY_TYPE, CKA_EC_PARAMS, CKA_EC_POINT, of the public half.
    ...{ 'garble=100': otherKind, 'cut=100': failed, 'wide=100': badAnswer },
    ...{ 'garble=180': otherKind, 'cut=180': failed, 'wide=180': otherKind },
    ...{ 'garble=181': badKey, 'cut=181': failed, 'wide=181': badKey },
    // CKA_LABEL, CKA_SENSITIVE and CKA_EXTRACTABLE of a key that is found are shown, not judged.
    ...{ 'garble=3': done, 'garble=103': done, 'cut=103': done, 'wide=103': done },
    ...{ 'garble=162': done, 'cut=162': done, 'wide=162': done },
  }),
  ...lies('C_GenerateKeyPair', { 'after=5': failed, lose: removed, always: ['token/key-attributes'] }),
  ...lies('C_CreateObject', { 'after=5': failed, lose: removed }),
  ...lies('C_DestroyObject', { 'after=5': failed, lose: removed }),
  ...lies('C_GenerateRandom', { deaf: badAnswer, 'after=5': failed, lose: removed }),
  // The first call is 0x210B, which SoftHSM does not know; the second a key that everybody may know; the third the key.
  ...lies('C_WrapKey', {
    ...{ huge: cannotWrap, zero: cannotWrap, short: cannotWrap, long: cannotWrap, spoil: cannotWrap },
    ...{ 'huge:3': badAnswer, 'max:3': badAnswer, 'zero:3': badAnswer, 'short:3': badAnswer, 'long:3': badAnswer },
    ...{ 'unknown:3': badAnswer, 'after=5': cannotWrap, lose: removed, 'only=2109': cannotWrap },
  }),
  ...lies('C_UnwrapKey', {
    ...{ 'after=5': ['token/cannot-unwrap'], 'after=5:3': ['token/blob-refused'], lose: removed },
    ...{ 'loose:3': ['token/key-attributes'], 'only=2109': ['token/cannot-unwrap'] },
  }),
  ...lies('C_SetAttributeValue', { deaf: done, 'after=5': done, lose: removed }),
  ...lies('C_SignInit', { lose: removed }),
  ...lies('C_Sign', {
    ...{ huge: badAnswer, max: badAnswer, zero: badAnswer, short: badAnswer, long: badAnswer, unknown: badAnswer },
    ...{ 'huge:2': badAnswer, 'zero:2': badAnswer, 'short:2': badAnswer, 'long:2': badAnswer },
    ...{ 'rv=100000000': failed, 'after=5': failed, lose: removed, forge: foreign, forget: foreign, close: died },
  }),
  ...lies('C_Logout', { lose: done }),
]

export const matrix: readonly Cell[] = [...ofEach, ...ofSome]

/**
 * What every `npm test` tries: a crash and two codes of each function, in turn, two that hang, and every lie but those that
 * only memory or the deadline ends. The whole takes some minutes.
 */
export const sample: readonly Cell[] = [
  ...functionNames.flatMap((name, index) => {
    const own = ofEach.filter((cell) => cell.function === name)
    const ofCode = own.filter((cell) => cell.ckr !== undefined)
    const turn = [0, 7].map((step) => ofCode[(index + step) % ofCode.length])
    return [own.find((cell) => cell.fault === 'crash'), ...turn].filter((cell) => cell !== undefined)
  }),
  ...ofEach.filter(({ function: name, fault }) => fault === 'hang' && (name === 'C_Sign' || name === 'C_Initialize')),
  ...ofSome.filter(({ fault }) => !fault.startsWith('max')),
]

// PKCS#11 numbers, by number because the JavaScript layers lack or confuse some. Source: PKCS#11 3.0 header pkcs11t.h.

export const CKF = {
  writeProtected: 0x2,
  protectedAuthenticationPath: 0x100,
  userPinInitialized: 0x8,
  tokenInitialized: 0x400,
  userPinCountLow: 0x1_0000,
  userPinFinalTry: 0x2_0000,
  userPinLocked: 0x4_0000,
  soPinCountLow: 0x10_0000,
  soPinFinalTry: 0x20_0000,
  soPinLocked: 0x40_0000,
  soPinToBeChanged: 0x80_0000,
  /** Of C_Initialize. */
  osLockingOk: 0x2,
  /** Of C_OpenSession: serial, always set, and read-write. */
  serialSession: 0x4,
  rwSession: 0x2,
} as const

/** Of C_GetSessionInfo: a read-write session under the login of the user. */
export const CKS = { rwUserFunctions: 3 } as const

export const CKU = { so: 0, user: 1 } as const

export const CKO = { data: 0, publicKey: 2, privateKey: 3, secretKey: 4 } as const

export const CKK = { rsa: 0, ec: 3, aes: 0x1f, ecEdwards: 0x40 } as const

export const CKA = {
  class: 0x0,
  token: 0x1,
  private: 0x2,
  label: 0x3,
  application: 0x10,
  value: 0x11,
  keyType: 0x100,
  id: 0x102,
  sensitive: 0x103,
  encrypt: 0x104,
  decrypt: 0x105,
  wrap: 0x106,
  unwrap: 0x107,
  sign: 0x108,
  signRecover: 0x109,
  verify: 0x10a,
  derive: 0x10c,
  modulus: 0x120,
  modulusBits: 0x121,
  publicExponent: 0x122,
  privateExponent: 0x123,
  prime1: 0x124,
  prime2: 0x125,
  exponent1: 0x126,
  exponent2: 0x127,
  coefficient: 0x128,
  extractable: 0x162,
  local: 0x163,
  neverExtractable: 0x164,
  alwaysSensitive: 0x165,
  /** graphene gives this number two names and answers under the wrong one (`paramsECDSA`); so it is read by number. */
  ecParams: 0x180,
  ecPoint: 0x181,
  alwaysAuthenticate: 0x202,
  /** CKA_NSS_DB: the public half, which NSS wants beside a private key that comes in. */
  nssDb: 0xd5a0db00,
} as const

export const CKM = {
  rsaPkcsKeyPairGen: 0x0,
  sha256RsaPkcsPss: 0x43,
  sha256: 0x250,
  ecKeyPairGen: 0x1040,
  ecdsa: 0x1041,
  ecEdwardsKeyPairGen: 0x1055,
  aesCbcPad: 0x1085,
  /**
   * CKM_AES_KEY_WRAP_PAD of 2.40 and CKM_AES_KEY_WRAP_KWP of 3.0: SoftHSM does RFC 5649 under the first, NSS under the second, and
   * another format under the first. 0x2109 (RFC 3394) is not here: a PKCS#8 would be padded with zeros.
   */
  aesKeyWrapPad: 0x210a,
  aesKeyWrapKwp: 0x210b,
  eddsa: 0x1057,
} as const

export const CKG_MGF1_SHA256 = 2

// The few PKCS#11 calls that the station makes, as one interface: graphene.node.ts gives them, the operations use them.

/** An opaque number of the module: slot, session or object. Valid only inside its process. */
export type Handle = Buffer

export type Attribute = { readonly type: number; readonly value: number | boolean | string | Uint8Array }
export type Template = readonly Attribute[]

export type Mechanism = {
  readonly mechanism: number
  /** The initialisation vector of CKM_AES_CBC_PAD, 16 bytes. */
  readonly iv?: Uint8Array
  /** CK_RSA_PKCS_PSS_PARAMS. */
  readonly pss?: { readonly hashAlg: number; readonly mgf: number; readonly saltLen: number }
}

/** CK_TOKEN_INFO with its texts escaped (they are untrusted) and its PIN lengths in bytes. */
export type RawTokenInfo = {
  readonly serial: string
  readonly label: string
  readonly manufacturer: string
  readonly model: string
  readonly firmware: string
  readonly flags: number
  readonly minPinBytes: number
  readonly maxPinBytes: number
}

/**
 * One loaded and initialised module. Each method is the C_ function of its name, synchronous, called once.
 * All throw CeremonyError `token/failed` with the call and the CKR name; PIN bytes are overwritten after use.
 */
export interface Cryptoki {
  /** C_GetSlotList, slots with a token. */
  slots(): readonly Handle[]
  tokenInfo(slot: Handle): RawTokenInfo
  mechanisms(slot: Handle): readonly number[]
  /** @param label - ASCII, at most 32 characters; padded here. */
  initToken(slot: Handle, soPin: Uint8Array, label: string): void
  initPin(session: Handle, pin: Uint8Array): void
  setPin(session: Handle, oldPin: Uint8Array, newPin: Uint8Array): void
  openSession(slot: Handle, access: 'read' | 'write'): Handle
  closeSession(session: Handle): void
  /** C_GetSessionInfo: CKS_RW_USER_FUNCTIONS and its kin, which tell whether the login still holds. */
  sessionState(session: Handle): number
  login(session: Handle, userType: number, pin: Uint8Array): void
  logout(session: Handle): void
  /** All objects that match, at most 64. */
  find(session: Handle, template: Template): readonly Handle[]
  /** The value, or undefined where the object has no such attribute or hides it. */
  attribute(session: Handle, object: Handle, type: number): Uint8Array | undefined
  generateKeyPair(session: Handle, mechanism: Mechanism, publicKey: Template, privateKey: Template): void
  /** The bytes of the template stay the caller's to overwrite. */
  createObject(session: Handle, template: Template): Handle
  setAttributes(session: Handle, object: Handle, template: Template): void
  /** C_WrapKey. @returns at least one byte; whether it can be a wrapped key is the caller's to see. */
  wrapKey(session: Handle, mechanism: Mechanism, wrapping: Handle, key: Handle): Uint8Array
  unwrapKey(
    session: Handle,
    mechanism: Mechanism,
    unwrapping: { readonly key: Handle; readonly wrapped: Uint8Array },
    template: Template,
  ): Handle
  /** C_GenerateRandom. */
  random(session: Handle, sizeBytes: number): Uint8Array
  destroyObject(session: Handle, object: Handle): void
  /** C_SignInit and C_Sign. @param sizeBytes - the exact length that the mechanism gives; any other answer is refused. */
  sign(session: Handle, mechanism: Mechanism, key: Handle, data: Uint8Array, sizeBytes: number): Uint8Array
  /** C_Finalize. */
  close(): void
}

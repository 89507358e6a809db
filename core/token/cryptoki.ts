// The few PKCS#11 calls that the station makes, as one interface: graphene.node.ts gives them, the operations use them.

/** An opaque number of the module: slot, session or object. Valid only inside its process. */
export type Handle = Buffer

export type Attribute = { readonly type: number; readonly value: number | boolean | string | Uint8Array }
export type Template = readonly Attribute[]

export type Mechanism = {
  readonly mechanism: number
  /** CK_RSA_PKCS_PSS_PARAMS, the only parameters that are used. */
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
  createObject(session: Handle, template: Template): Handle
  destroyObject(session: Handle, object: Handle): void
  /** C_SignInit and C_Sign. @param sizeBytes - the exact length that the mechanism gives; any other answer is refused. */
  sign(session: Handle, mechanism: Mechanism, key: Handle, data: Uint8Array, sizeBytes: number): Uint8Array
  /** C_Finalize. */
  close(): void
}

// Sizes of sealed boxes (sealed-box.node.ts), for whoever checks one without opening it.

/** X25519 public key (RFC 7748). */
export const receiverKeyBytes = 32
/** Of AES-256-GCM. */
export const tagBytes = 16
/** What a box is larger than its content, in bytes. */
export const boxOverheadBytes = receiverKeyBytes + tagBytes

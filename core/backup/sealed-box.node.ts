// A secret on its way from one process of the station to another: closed to all in between. X25519, HKDF-SHA-256, AES-256-GCM.

import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { boxOverheadBytes, receiverKeyBytes, tagBytes } from './box-size.ts'

/** What may be in a box; bound into it, so that one cannot be passed off as another. */
export type Purpose = 'kek' | 'private-key' | 'random' | 'dice' | 'card'

/** One process's end, made anew for each session. */
export type Receiver = {
  /** X25519 public key, 32 bytes (RFC 7748). */
  readonly publicKey: Uint8Array
  /** The content, or undefined where the box is not for this receiver and purpose, or was altered. The caller overwrites it. */
  readonly open: (box: Uint8Array, purpose: Purpose) => Uint8Array | undefined
}

/** SubjectPublicKeyInfo of X25519 up to the key (RFC 8410 section 4). */
const spkiStart = Buffer.from('302a300506032b656e032100', 'hex')

/** A new key pair in this process. Not caught: whoever can swap the public key on its way can read what is sealed to it. */
export function newReceiver(): Receiver {
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  const own = rawOf(publicKey)
  return {
    publicKey: own,
    open: (box, purpose) => {
      if (box.length < boxOverheadBytes) return undefined
      const sender = box.subarray(0, receiverKeyBytes)
      const key = keyFor(privateKey, sender, { sender, receiver: own, purpose })
      if (key === undefined) return undefined
      let content: Buffer | undefined
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, nonce)
        decipher.setAuthTag(box.subarray(box.length - tagBytes))
        content = decipher.update(box.subarray(receiverKeyBytes, -tagBytes)) // all of it: GCM keeps nothing back
        decipher.final()
        coverFreed(content.length)
        return content
      } catch {
        content?.fill(0)
        return undefined // altered, or for somebody else: OpenSSL says no more
      } finally {
        key.fill(0)
      }
    },
  }
}

/**
 * Close bytes for one receiver.
 * @param receiver - its public key, 32 bytes.
 * @throws RangeError for a key that is none (a fault of the caller).
 */
export function seal(receiver: Uint8Array, content: Uint8Array, purpose: Purpose): Uint8Array {
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  const sender = rawOf(publicKey)
  const key = keyFor(privateKey, receiver, { sender, receiver, purpose })
  if (key === undefined) throw new RangeError('not the public key of a receiver')
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const box = Buffer.concat([sender, cipher.update(content), cipher.final(), cipher.getAuthTag()])
  key.fill(0)
  return new Uint8Array(box)
}

/**
 * Node decrypts into memory that is a byte larger than what it gives, and frees it as it is. A piece of the same size that nobody knows is laid over
 * it: the C library hands out first what was freed last. That is a habit and no promise; the test searches for what it may leave.
 */
function coverFreed(length: number): void {
  const key = randomBytes(32)
  for (let times = 0; times < 2; times++) createCipheriv('aes-256-gcm', key, nonce).update(new Uint8Array(length))
}

/** Every box has a key of its own, so the nonce may be the same in all. */
const nonce = Buffer.alloc(12)

function keyFor(
  own: KeyObject,
  other: Uint8Array,
  { sender, receiver, purpose }: { sender: Uint8Array; receiver: Uint8Array; purpose: Purpose },
): Buffer | undefined {
  if (other.length !== receiverKeyBytes) return undefined
  try {
    const key = createPublicKey({ key: Buffer.concat([spkiStart, other]), format: 'der', type: 'spki' })
    const shared = diffieHellman({ privateKey: own, publicKey: key })
    const salt = Buffer.concat([sender, receiver])
    const derived = Buffer.from(hkdfSync('sha256', shared, salt, `anchorite/sealed-box/v1 ${purpose}`, 32))
    shared.fill(0)
    return derived
  } catch {
    return undefined // a point of low order, which OpenSSL refuses
  }
}

const rawOf = (publicKey: KeyObject): Uint8Array =>
  new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(spkiStart.length))

// Wrapping outside any token, as an independent implementation of what a token does.

import { createCipheriv, randomBytes } from 'node:crypto'
import { type KeyBlob, macOf, wrapKwp } from '../backup/blob.ts'
import type { WrapForm } from './backup-port.ts'

/** As a token wraps in this form. @param kek - 32 bytes. */
export function wrapOutside(form: WrapForm['form'], kek: Uint8Array, privateKey: Uint8Array): KeyBlob {
  if (form === 'aes-kwp') return { mechanism: 'aes-kwp', wrapped: wrapKwp(kek, privateKey) }
  const iv = new Uint8Array(randomBytes(16))
  const wrapped = encryptCbc(kek, iv, privateKey)
  return { mechanism: 'aes-cbc-pad-hmac', wrapped, iv, mac: macOf(kek, iv, wrapped) }
}

/** AES-256-CBC with PKCS#7 padding, as CKM_AES_CBC_PAD. */
export function encryptCbc(key: Uint8Array, iv: Uint8Array, content: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-cbc', key, iv)
  return Buffer.concat([cipher.update(content), cipher.final()])
}

// Which PKCS#11 mechanism makes and uses which key, and in what form the answer comes.

import { hash } from 'node:crypto'
import type { Algorithm } from '../formats/algorithms.ts'
import type { Mechanism, Template } from './cryptoki.ts'
import { encodeEcdsa } from './ecdsa-form.ts'
import { CKA, CKG_MGF1_SHA256, CKM } from './numbers.ts'
import { curves, ed25519Params } from './spki.ts'

export type KeyMechanism = {
  readonly generate: Mechanism
  /** The part of the public template that says which key; several where modules disagree about the form. */
  readonly parameters: readonly [Template, ...Template[]]
  readonly sign: Mechanism
  /** What goes into C_Sign for a message. Made in the station: a digest instead of a long message crosses to the host. */
  readonly input: (message: Uint8Array) => Uint8Array
  /** Exact length of `input` where that is a digest, in bytes; undefined where it is the message. */
  readonly inputBytes: number | undefined
  /** Exact length of what C_Sign gives, in bytes. */
  readonly rawBytes: number
  /** What C_Sign gives, as TUF writes it. Made in the station. */
  readonly output: (raw: Uint8Array) => Uint8Array
}

const same = (bytes: Uint8Array) => bytes

const digestBytes = { sha256: 32, sha384: 48 } as const

/**
 * CKM_ECDSA over a digest made here: SoftHSM 2.6.1 has no CKM_ECDSA_SHA256, and modules silently cut longer input, so
 * the input is a digest by construction.
 */
const ecdsa = (curve: 'ecdsa-p256' | 'ecdsa-p384', digest: 'sha256' | 'sha384'): KeyMechanism => ({
  generate: { mechanism: CKM.ecKeyPairGen },
  parameters: [[{ type: CKA.ecParams, value: curves[curve].oid }]],
  sign: { mechanism: CKM.ecdsa },
  // By way of text: for each digest, 'buffer' takes memory of its own, which costs as much again as the digest.
  input: (message) => Buffer.from(hash(digest, message, 'hex'), 'hex'),
  inputBytes: digestBytes[digest],
  rawBytes: 2 * curves[curve].sizeBytes,
  output: encodeEcdsa,
})

/** The module hashes the whole message: CKM_SHA256_RSA_PKCS_PSS is in more modules than the bare one. */
const rsaPss = (bits: number): KeyMechanism => ({
  generate: { mechanism: CKM.rsaPkcsKeyPairGen },
  parameters: [
    [
      { type: CKA.modulusBits, value: bits },
      { type: CKA.publicExponent, value: Uint8Array.of(1, 0, 1) },
    ],
  ],
  sign: {
    mechanism: CKM.sha256RsaPkcsPss,
    pss: { hashAlg: CKM.sha256, mgf: CKG_MGF1_SHA256, saltLen: 32 },
  },
  input: same,
  inputBytes: undefined,
  rawBytes: bits / 8,
  output: same,
})

export const mechanisms: Readonly<Record<Algorithm, KeyMechanism>> = {
  'ecdsa-p256': ecdsa('ecdsa-p256', 'sha256'),
  'ecdsa-p384': ecdsa('ecdsa-p384', 'sha384'),
  ed25519: {
    generate: { mechanism: CKM.ecEdwardsKeyPairGen },
    // PKCS#11 3.0 allows two forms of CKA_EC_PARAMS, and modules take one or the other.
    parameters: [[{ type: CKA.ecParams, value: ed25519Params[0] }], [{ type: CKA.ecParams, value: ed25519Params[1] }]],
    sign: { mechanism: CKM.eddsa },
    input: same,
    inputBytes: undefined,
    rawBytes: 64,
    output: same,
  },
  'rsa-3072': rsaPss(3072),
  'rsa-4096': rsaPss(4096),
}

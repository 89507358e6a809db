// Private keys in DER, known by how they begin.

/** A DER pattern: each step is a tag with a length, or bytes that must follow. */
type Form = { readonly found: string; readonly matches: (bytes: Buffer, content: number) => boolean }

const versionZero = '020100'
/** Bytes of a private scalar: P-224, P-256, P-384, P-521. */
const scalarSizes = [28, 32, 48, 66]
const keyOids = [
  '2a864886f70d0101', // RSA (PKCS#1) and its PSS and OAEP kin
  '2a8648ce3d0201', // EC
  '2a8648ce3804', // DSA
  '2b6570', // Ed25519
  '2b6571', // Ed448
  '2b656e', // X25519
  '2b656f', // X448
  '6086480165030403', // ML-DSA, SLH-DSA
]
const passwordOids = ['2a864886f70d0105', '2a864886f70d010c01'] // PKCS#5 and PKCS#12 encryption

const forms: readonly Form[] = [
  {
    found: 'a PKCS#8 private key',
    matches: (bytes, at) => (hexAt(bytes, at, versionZero) || hexAt(bytes, at, '020101')) && algorithm(bytes, at + 3),
  },
  {
    found: 'a SEC1 (EC) private key',
    matches: (bytes, at) => hexAt(bytes, at, '02010104') && scalarSizes.includes(bytes[at + 4] ?? 0),
  },
  {
    found: 'a PKCS#1 (RSA) or DSA private key',
    matches: (bytes, at) => hexAt(bytes, at, versionZero) && bytes[at + 3] === 0x02 && bigInteger(bytes, at + 3),
  },
  {
    found: 'an encrypted PKCS#8 private key',
    matches: (bytes, at) => passwordOids.some((oid) => oidInside(bytes, at, oid)),
  },
  {
    found: 'a PKCS#12 key store',
    matches: (bytes, at) => {
      const inner = hexAt(bytes, at, '020103') ? contentOf(bytes, at + 3) : undefined
      return inner !== undefined && hexAt(bytes, inner, '06092a864886f70d0107')
    },
  },
]

/**
 * What private key begins anywhere in `bytes`, in words, or undefined. Only the beginning has to be there.
 * @see RFC 5208, RFC 5958 (PKCS#8), RFC 5915 (SEC1), RFC 8017 A.1.2 (PKCS#1), RFC 7292 (PKCS#12)
 */
export function privateDer(bytes: Buffer): string | undefined {
  for (let at = bytes.indexOf(0x30); at !== -1; at = bytes.indexOf(0x30, at + 1)) {
    const content = contentOf(bytes, at)
    if (content === undefined) continue
    for (const form of forms) if (form.matches(bytes, content)) return form.found
  }
  return undefined
}

/** Where the content of the SEQUENCE at `at` begins; undefined where none begins. Knows the indefinite length of BER. */
function contentOf(bytes: Buffer, at: number): number | undefined {
  if (bytes[at] !== 0x30) return undefined
  const first = bytes[at + 1] ?? 0
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f
  return lengthBytes > 4 ? undefined : at + 2 + lengthBytes
}

function hexAt(bytes: Buffer, at: number, hex: string): boolean {
  const length = hex.length / 2
  return at + length <= bytes.length && bytes.toString('hex', at, at + length) === hex
}

/** An AlgorithmIdentifier of a known kind of key stands at `at`. */
function algorithm(bytes: Buffer, at: number): boolean {
  return keyOids.some((oid) => oidInside(bytes, at, oid))
}

/** A SEQUENCE at `at` begins with an OID that begins with `oid`. */
function oidInside(bytes: Buffer, at: number, oid: string): boolean {
  const inner = contentOf(bytes, at)
  return (
    inner !== undefined && bytes[inner] === 0x06 && (bytes[inner + 1] ?? 0x80) < 0x80 && hexAt(bytes, inner + 2, oid)
  )
}

/** An INTEGER of 512 bits or more stands at `at`. */
function bigInteger(bytes: Buffer, at: number): boolean {
  const first = bytes[at + 1] ?? 0
  if (first < 0x80) return first >= 64
  return first === 0x82 || (first === 0x81 && (bytes[at + 2] ?? 0) >= 0x80)
}

// Base64 with one spelling for each sequence of bytes.

/** Standard alphabet with padding (RFC 4648 section 4). */
export const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')

/**
 * The reverse, or undefined for anything that `toBase64` does not write: the URL-safe alphabet, missing padding,
 * blanks, bits left over in the last character (RFC 4648 section 3.5).
 */
export function fromBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

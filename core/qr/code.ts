// One static QR code (ISO/IEC 18004): made for a card, and found in a picture. Browser-safe.

import { encodeQR } from 'qr'
import { decodeQR } from 'qr/decode.js'

/** Light modules around the code, as the standard asks. */
const quietZone = 4

/** @returns rows of modules, `true` is black, with the quiet zone. A quarter of the code may be damaged (level Q). */
export const qrModules = (text: string): readonly (readonly boolean[])[] =>
  encodeQR(text, 'raw', { ecc: 'quartile', border: quietZone })

/** Pixels as a canvas gives them: RGBA, row by row. */
export type Picture = { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray }

/** How long one picture is looked at. */
const patienceMs = 150

/** The text of the code in a picture, or undefined where none can be read. */
export function readQr(picture: Picture): string | undefined {
  try {
    return decodeQR(picture, { timeLimit: patienceMs })
  } catch {
    return undefined // it throws for every picture without a code that it can read, and for nothing else
  }
}

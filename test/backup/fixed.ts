// A backup whose cards are always the same, for tests and pictures that look for words on a page: no word of it stands on a card by itself.

import { type Share, secretBytes } from '../../core/backup/share.ts'
import { type TestBackup, testBackup } from './make.ts'

const about = {
  set: 2_730_148_633,
  epoch: 1,
  threshold: 2,
  shareCount: 3,
  fingerprint: '396fe6bc97642e1c0c95c2f6e5ac4b4933ea727c0c2905dfeda03d011a01cd3a',
}

/** Made once by `makeBackup(2, 3)`; throw-away. */
const secret = '57565a5cc6beaf7bb2979d2d532833c47e2298dc95ef8e8dccb6435f22a7d7b5'
const points = [
  ['amina', 221, '7db71ae76c5c78224992b474748948df197f4b32e8cb3300047c929f696015c9'],
  ['bruno', 149, '7a427f1da19d8819d6ce874f46191d504efd0223d5cda1ffc26b0a3051426b11'],
  ['chen', 159, '3c93ba5a76f22b3154177f67a40d0e6969661282a19181caeb96ce64571beb0f'],
] as const

/** Two of three cards open it. A new copy each time: what a test overwrites is its own. */
export function fixedBackup(): TestBackup {
  const shares = points.map(([holder, x, y]): Share => ({ ...about, holder, x, y: bytesOf(y) }))
  return testBackup(bytesOf(secret), shares)
}

function bytesOf(hex: string): Uint8Array {
  const bytes = Uint8Array.from(Buffer.from(hex, 'hex'))
  if (bytes.length !== secretBytes) throw new RangeError(`${bytes.length} bytes`)
  return bytes
}

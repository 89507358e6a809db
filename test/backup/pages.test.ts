// What the pages on formats show is what the code makes.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { encodeBlob, wrapKwp } from '../../core/backup/blob.ts'
import { cardText, cardWords } from '../../core/backup/card.ts'
import { commitmentOf } from '../../core/backup/share.ts'

const page = (name: string): string => readFileSync(new URL(`../../docs/formats/${name}.md`, import.meta.url), 'utf8')
const block = (text: string, kind: string): string =>
  new RegExp(`\`\`\`${kind}\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? ''
const counting = Uint8Array.from({ length: 32 }, (_, index) => index)

describe('the page on the share card', () => {
  const share = {
    set: 1_234_567_890,
    epoch: 1,
    x: 172,
    threshold: 2,
    shareCount: 3,
    fingerprint: 'e5c02a249872db3aaac958e3b93aec2171d42457423ae1f0fea7c21b086b19d4',
    holder: 'ines',
    y: counting,
  }

  test('shows the card of its share, and the commitment to it', () => {
    const text = page('share-card')
    expect(block(text, 'words').trim().split(/\s+/)).toEqual(cardWords(share))
    expect(Buffer.from(cardText(share)).toString()).toBe(cardWords(share).join(' '))
    expect(text).toContain(commitmentOf(share))
  })
})

test('the page on the wrapped key shows the blob of its key', () => {
  const wrapped = wrapKwp(counting, Buffer.from('00112233445566778899aabbccddeeff00', 'hex'))
  expect(block(page('key-blob'), 'json')).toBe(Buffer.from(encodeBlob({ mechanism: 'aes-kwp', wrapped })).toString())
})

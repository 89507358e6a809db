import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { combineShares } from '../../core/backup/split.ts'
import { fixedBackup } from './fixed.ts'

it('any two of its cards give its secret', async () => {
  for (const left of [0, 1, 2]) {
    const { shares, commitment, secret } = fixedBackup()
    const two = shares.filter((_, index) => index !== left)
    expect(await combineShares(two, commitment)).toEqual(secret)
  }
})

it('no word of its cards is a label of the paper on which cards stand', () => {
  const labels = readFileSync(new URL('../../renderer/paper/words.ts', import.meta.url), 'utf8')
  const sentences = [...labels.matchAll(/'[^']*'|`[^`]*`/g)].join(' ').toLowerCase()
  expect(sentences).toContain('fold')
  const said = new Set(sentences.split(/[^a-z]+/))
  expect(
    fixedBackup()
      .cards.flat()
      .filter((word) => said.has(word)),
  ).toEqual([])
})

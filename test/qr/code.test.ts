import { wordlist } from '@scure/bip39/wordlists/english.js'
import { expect, it } from 'vitest'
import { digitsOfWords, wordsOfDigits } from '../../core/backup/words.ts'
import { qrModules, readQr } from '../../core/qr/code.ts'
import { makeBackup } from '../backup/make.ts'
import { pictureOf } from './picture.ts'

it('the digits of a card are refused where they are not those of 33 words', () => {
  const digits = '0001'.repeat(33)
  expect(wordsOfDigits(digits, 33)).toEqual(Array.from({ length: 33 }, () => 'ability'))
  for (const wrong of [digits.slice(1), `${digits}0001`, digits.replace('0001', '2048'), digits.replace('0', 'x'), ''])
    expect(wordsOfDigits(wrong, 33), wrong).toBeUndefined()
  expect(() => digitsOfWords(['anchorite'])).toThrow(RangeError)
})

it('every word of the list comes back from its digits', () => {
  expect(wordsOfDigits(digitsOfWords(wordlist), wordlist.length)).toEqual(wordlist)
})

it('a card comes back from its code, at any size, and with a tenth of its middle gone', async () => {
  for (const words of (await makeBackup(3, 5)).cards) {
    const digits = digitsOfWords(words)
    const modules = qrModules(digits)
    for (const scale of [3, 4, 9]) expect(readQr(pictureOf(modules, scale))).toBe(digits)
    const middle = Math.floor(modules.length / 2)
    const hurt = modules.map((row, y) =>
      row.map((black, x) => (Math.abs(y - middle) < 4 && Math.abs(x - middle) < 5 ? false : black)),
    )
    expect(readQr(pictureOf(hurt, 6))).toBe(digits)
  }
})

it('where there is no code, none is found', () => {
  expect(readQr({ width: 64, height: 64, data: new Uint8ClampedArray(64 * 64 * 4).fill(200) })).toBeUndefined()
  const modules = qrModules('0001'.repeat(33))
  const half = modules.map((row) => row.map((black, x) => x < row.length / 2 && black))
  expect(readQr(pictureOf(half, 4))).toBeUndefined()
})

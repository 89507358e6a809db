// The words of a card as they are typed: numbers in memory that can be overwritten, not strings, which cannot.

import { numberOf, wordOf } from '../../core/backup/words.ts'
import { wordCount } from './strings.ts'

const open = 0xffff

export type TypedCard = {
  readonly put: (at: number, word: string | undefined) => void
  /** The word at a place that counts from 1, or undefined where none is given. */
  readonly at: (at: number) => string | undefined
  readonly given: () => number
  /** The first place that is open. */
  readonly firstOpen: () => number | undefined
  /** All words as UTF-8, one space between them; the caller overwrites it. */
  readonly bytes: () => Uint8Array
  readonly wipe: () => void
}

export function typedCard(): TypedCard {
  const numbers = new Uint16Array(wordCount).fill(open)
  const at = (place: number) => {
    const number = numbers[place - 1] ?? open
    return number === open ? undefined : wordOf(number)
  }
  return {
    put: (place, word) => {
      numbers[place - 1] = (word === undefined ? undefined : numberOf(word)) ?? open
    },
    at,
    given: () => numbers.reduce((count, number) => count + Number(number !== open), 0),
    firstOpen: () => {
      const index = numbers.indexOf(open)
      return index === -1 ? undefined : index + 1
    },
    bytes: () => {
      const buffer = new Uint8Array(wordCount * 9)
      let length = 0
      for (let place = 1; place <= wordCount; place += 1) {
        if (length > 0) buffer[length++] = 0x20
        for (const letter of at(place) ?? '') buffer[length++] = letter.charCodeAt(0)
      }
      const bytes = buffer.slice(0, length)
      buffer.fill(0)
      return bytes
    },
    wipe: () => void numbers.fill(open),
  }
}

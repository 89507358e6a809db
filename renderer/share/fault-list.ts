// The words that a fault names, covered, and shown only while a button is held. As numbers, which can be overwritten.

import { numberOf, wordOf } from '../../core/backup/words.ts'

export type FaultList = {
  readonly put: (words: readonly string[]) => void
  readonly reveal: (shown: boolean) => void
  readonly wipe: () => void
}

const cover = '••••••'

export function mountList(place: HTMLElement): FaultList {
  let numbers = new Uint16Array()
  place.translate = false
  const reveal = (shown: boolean) => {
    place.textContent = [...numbers].map((number) => (shown ? wordOf(number) : cover)).join(' · ')
  }
  const wipe = () => {
    numbers.fill(0)
    numbers = new Uint16Array()
    place.textContent = ''
  }
  return {
    put: (words) => {
      wipe()
      numbers = Uint16Array.from(words, (word) => numberOf(word) ?? 0)
      reveal(false)
    },
    reveal,
    wipe,
  }
}

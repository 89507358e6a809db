// A holder makes a card by hand in the kiosk, types it back, and mends what was typed wrong. No word of it is ever in a picture.

import { shareStrings } from '../../../renderer/share/strings.ts'
import { strings } from '../../../renderer/strings.ts'
import { copyAsChosen, mendWord, mouseGrip, retypeWord } from '../card.ts'
import type { Hands } from '../hands.ts'
import type { OpenKiosk } from '../kiosk.ts'
import { after } from '../room.ts'
import type { Album } from './album.ts'

/** As `Room.card`: from the page that says who stands where, to the card read. */
export async function cardPictured({ camera }: Album, kiosk: OpenKiosk, hands: Hands): Promise<void> {
  const { keyboard } = kiosk.page
  const take = (name: string) => camera.take(kiosk, name)
  const type = async (words: readonly string[]) => {
    for (const word of words) {
      await keyboard.type(word)
      await keyboard.press('Enter')
    }
  }
  await take('card-stand')
  await after(kiosk, () => hands.press(shareStrings.stand.go))
  await take('card-how')
  const words = await copyAsChosen(
    kiosk,
    hands,
    async (seen) => {
      await take('card-copy')
      return mouseGrip(kiosk)(seen)
    },
    () => hands.press(shareStrings.show.next),
  )
  await take('card-type')
  // Two words that changed places, to show what is said then; the second is mended after the first.
  const [first, second] = swapped(words)
  const [one = '', other = ''] = [words[first], words[second]]
  const typed = words.with(first, other).with(second, one)
  await type(typed.slice(0, 16))
  await keyboard.type((typed[16] ?? '').slice(0, 2))
  await keyboard.press('Backspace')
  await keyboard.press('Backspace')
  await take('card-type-half')
  await type(typed.slice(16))
  await take('card-type-full')
  await after(kiosk, () => hands.press(shareStrings.type.send))
  await take('card-swapped')
  await retypeWord(kiosk, hands, first + 1, one)
  await take('card-mistyped')
  await mendWord(kiosk, hands, second + 1, other)
  await take('card-read')
  await hands.press(strings.perform.act['backup/read-back'] ?? '')
}

/** Two places of the share that have not the same word. */
function swapped(words: readonly string[]): readonly [number, number] {
  const first = 9
  return [first, words.findIndex((word, at) => at > 21 && word !== words[first])]
}

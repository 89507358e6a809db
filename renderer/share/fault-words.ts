// What is wrong with a card that was typed, in words. One entry a fault: a fault without words does not compile.
// Words of a card never stand in these sentences; the page shows them apart, only while a button is held.

import type { CardFault, ShareView } from '../bridge.ts'
import { groupNameAt, shareStrings } from './strings.ts'

/** A fault without the words that it names: what React may keep. */
export type SaidFault = {
  readonly [F in CardFault['fault']]: Said<Extract<CardFault, { fault: F }>>
}[CardFault['fault']]

type Said<F> = F extends { fault: 'other-set' }
  ? Pick<F, 'fault'>
  : F extends { fault: string; at: number }
    ? Pick<F, 'fault' | 'at'>
    : F

export type FaultWords = {
  readonly happened: string
  readonly next: string
  /** Before the words that the fault names; null where it names none. */
  readonly words: string | null
  /** What was typed is of no use any more: all of it is forgotten. */
  readonly forget: boolean
}

/** Take the words out. @returns the fault without them, and the words. */
export function apart(fault: CardFault): { readonly said: SaidFault; readonly words: readonly string[] } {
  switch (fault.fault) {
    case 'unknown-word':
      return { said: { fault: fault.fault, at: fault.at }, words: fault.near }
    case 'other-set':
      return { said: { fault: fault.fault }, words: fault.found }
    case 'mistyped':
      return { said: { fault: fault.fault, at: fault.at }, words: [fault.likely] }
    case 'count':
    case 'other-epoch':
    case 'other-number':
    case 'already-read':
    case 'swapped':
    case 'check-failed':
    case 'not-committed':
      return { said: fault, words: [] }
    default:
      return fault satisfies never
  }
}

/** The places that are to be looked at again. */
export function placesOf(said: SaidFault): readonly number[] {
  if (said.fault === 'swapped') return said.at
  return said.fault === 'mistyped' || said.fault === 'unknown-word' ? [said.at] : []
}

const place = (at: number): string => shareStrings.word(at, groupNameAt(at))

/** A card that was copied by hand may itself be wrong; typing what the station says would then prove a card that is not right. */
const cardFirst = ({ mayShow }: ShareView): string =>
  mayShow
    ? 'Look at the card first. If the card is right, type it as it stands. If the card itself is wrong, strike the word out, write the right one above it, and then type.'
    : 'Look at the card first, and type it as it stands. If the card itself has another word, say so: it goes into the record as a deviation.'

type Catalogue = {
  readonly [F in CardFault['fault']]: (
    said: Extract<SaidFault, { fault: F }>,
    card: ShareView,
    nameOf: (person: string) => string,
  ) => FaultWords
}

const faults: Catalogue = {
  count: ({ found, wanted }) => ({
    happened: `The card has ${wanted} words; ${found} were typed.`,
    next: 'Type the ones that are missing.',
    words: null,
    forget: false,
  }),
  'unknown-word': ({ at }, card) => ({
    happened: `${place(at)} is not in the list of words.`,
    next: cardFirst(card),
    words: 'Near to it:',
    forget: false,
  }),
  'other-set': (_, { setWords, key }) => ({
    happened: 'This is a card of another set: its first three words are others.',
    next: `The cards that count here begin with: ${setWords.join(' ')} (key ${key}). Put this card away, and take the one that begins so. If the first three words were only typed wrongly, type all again.`,
    words: 'The first three words as typed:',
    forget: true,
  }),
  'other-epoch': ({ found, wanted }) => ({
    happened: `This card is of split ${found} of this key; the cards that count are of split ${wanted}.`,
    next: 'It opens nothing any more. Put it away, and take the card of the newer split.',
    words: null,
    forget: true,
  }),
  'other-number': ({ holder }, { holderName, number, of }, nameOf) => ({
    happened:
      holder === undefined
        ? 'The three words of the number (4 to 6) are those of no card of this set.'
        : `This is the card of ${nameOf(holder)}, not of ${holderName}.`,
    next:
      holder === undefined
        ? 'Compare words 4 to 6 with the card, one by one, and type all again.'
        : `Give it back, folded, to whose it is. The card of ${holderName} is card ${number} of ${of}.`,
    words: null,
    forget: true,
  }),
  'already-read': ({ holder }, _, nameOf) => ({
    happened: `The card of ${nameOf(holder)} was read before.`,
    next: 'Each card counts once. Take another one.',
    words: null,
    forget: true,
  }),
  mistyped: ({ at }, card) => ({
    happened: `${place(at)} is most likely wrong; all other words fit.`,
    next: cardFirst(card),
    words: 'It may be:',
    forget: false,
  }),
  swapped: ({ at: [first, second] }, card) => ({
    happened: `${place(first)} and ${place(second)} have most likely changed places; all other words fit.`,
    next: cardFirst(card),
    words: null,
    forget: false,
  }),
  'check-failed': (_, card) => ({
    happened: 'Each word is in the list, but together they are no whole card: two words or more are wrong.',
    next: `Hold “${shareStrings.type.hold}”, below the fields, and compare all 33 with the card, number by number: a line that was left out moves all that follow. ${cardFirst(card)}`,
    words: null,
    forget: false,
  }),
  'not-committed': ({ holder }, _, nameOf) => ({
    happened: `All words fit together, but this is not the card that was made for ${nameOf(holder)}: the public record says so.`,
    next: 'No slip of the hand does this. Keep the card, show it to nobody, and press D to record it: somebody may have made another card.',
    words: null,
    forget: true,
  }),
}

/** @param nameOf - the name of a person of the plan by id. */
export function faultWords(said: SaidFault, card: ShareView, nameOf: (person: string) => string): FaultWords {
  const words = faults[said.fault] as (said: SaidFault, ...more: [ShareView, typeof nameOf]) => FaultWords // the entry of this very fault
  return words(said, card, nameOf)
}

// A long text travels in pieces, because one DevTools message has its limits. Runs on both ends of the kiosk's bridge.

import { maxTextLength } from '../shell/codec.ts'

/** UTF-16 units a piece. */
const pieceLength = 512 * 1024
const maxPieces = Math.ceil(maxTextLength / pieceLength) + 1
/** Texts that may be under way at once; the window never needs more than a few. */
const maxOpen = 8

/** `<id> <index> <count> <text>`, so that a piece says where it belongs. */
export function split(id: number, text: string): readonly string[] {
  const cuts = [0]
  for (let at = pieceLength; at < text.length; at += pieceLength) {
    // Never between the halves of a surrogate pair: each piece crosses as UTF-8 on its own.
    const isHigh = (text.charCodeAt(at - 1) & 0xfc00) === 0xd800
    cuts.push(isHigh ? at - 1 : at)
  }
  return cuts.map((cut, index) => `${id} ${index} ${cuts.length} ${text.slice(cut, cuts[index + 1])}`)
}

const headOf = (piece: string) => /^([1-9][0-9]{0,14}) (0|[1-9][0-9]{0,3}) ([1-9][0-9]{0,3}) /.exec(piece.slice(0, 40))

/** Whose piece this is, so that the one who waits for a refused text can be told. */
export function idOf(piece: string): number | undefined {
  const id = headOf(piece)?.[1]
  return id === undefined ? undefined : Number(id)
}

type Open = { readonly count: number; readonly parts: string[]; length: number }

/**
 * Puts the pieces of one sender together again. They come in order, since one pipe carries them.
 * What is out of order, too long, or too many at once is answered with `refused`, and its text is forgotten.
 */
export class Pieces {
  readonly #open = new Map<number, Open>()
  readonly #most: number

  /** @param most - characters that one text, and all texts under way together, may have. */
  constructor(most: number = maxTextLength) {
    this.#most = most
  }

  take(piece: string): { readonly id: number; readonly text: string } | 'more' | 'refused' {
    const found = headOf(piece)
    if (found === null) return 'refused'
    const [head, id, index, count] = [found[0], Number(found[1]), Number(found[2]), Number(found[3])]
    const open = this.#open.get(id) ?? { count, parts: [], length: 0 }
    this.#open.delete(id)
    const part = piece.slice(head.length)
    const length = open.length + part.length
    const others = [...this.#open.values()].reduce((sum, other) => sum + other.length, 0)
    const isNext = open.count === count && open.parts.length === index
    const fits = count <= maxPieces && isNext && length + others <= this.#most
    if (!fits || this.#open.size >= maxOpen) return 'refused'
    open.parts.push(part)
    open.length = length
    if (open.parts.length === count) return { id, text: open.parts.join('') }
    this.#open.set(id, open)
    return 'more'
  }
}

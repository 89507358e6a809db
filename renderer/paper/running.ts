// What runs on every page: top and bottom line as custom properties that paper.css prints in the page margins.

import type { Sheet } from './sheet.ts'
import { words } from './words.ts'

/** The bottom line at the left: what the sheet's digest is of, and its first four words. */
export const footerOf = (sheet: Sheet): string => words.digestOf(sheet.digestOf, sheet.words.slice(0, 4).join(' '))

const paperSizes = ['a4', 'letter'] as const
export type PaperSize = (typeof paperSizes)[number]

/** `#/paper/script` or `#/paper/script/letter`: which sheet, on which paper (A4 where none is named). */
export function routeOf(hash: string): { readonly sheet: Sheet['sheet']; readonly paper: PaperSize } | undefined {
  const [, sheet, size = 'a4'] = /^#\/paper\/(plan|script|transcript|card)(?:\/(a4|letter))?$/.exec(hash) ?? []
  const paper = paperSizes.find((each) => each === size)
  switch (sheet) {
    case 'plan':
    case 'script':
    case 'transcript':
    case 'card':
      return paper === undefined ? undefined : { sheet, paper }
    default:
      return undefined
  }
}

/** `#/share-card` or `#/share-card/letter`: on which paper the one card is printed. */
export function cardRouteOf(hash: string): PaperSize | undefined {
  const [whole, size = 'a4'] = /^#\/share-card(?:\/(a4|letter))?$/.exec(hash) ?? []
  return whole === undefined ? undefined : paperSizes.find((each) => each === size)
}

/**
 * Give the page its size and its running lines. Texts become CSS strings: quote and backslash are escaped, and a sheet
 * holds no line break (PAPER-TEXT).
 */
export function setRunning(root: HTMLElement, sheet: Sheet, paper: PaperSize): void {
  root.dataset.paper = paper
  root.dataset.footer = footerOf(sheet)
  root.style.setProperty('--paper-top-left', cssString(`${words[sheet.mode]} · ${atMost(sheet.title, 120)}`))
  root.style.setProperty('--paper-top-right', cssString(sheet.notices.join(' · ')))
  root.style.setProperty('--paper-bottom-left', cssString(footerOf(sheet)))
}

/** The margin has room for two lines; the whole title stands on the first page. */
const atMost = (text: string, characters: number): string => {
  const all = [...text]
  return all.length > characters ? `${all.slice(0, characters).join('')}…` : text
}

const cssString = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

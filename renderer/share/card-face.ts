// The words of a card over the whole window, while a button is held. Built and emptied by hand: no word is ever React's.

import { groupNameAt, wordCount } from './strings.ts'

/** Words stand in lines of three, on the screen as on the paper: eleven lines. */
export const wordsInLine = 3
export const lineCount = wordCount / wordsInLine

/** @param line - counts from 1. */
export const firstOfLine = (line: number): number => (line - 1) * wordsInLine + 1

/**
 * @param place - empty, and emptied again by `hideCard`.
 * @param line - one line alone, or null for all of them.
 */
export function showCard(place: HTMLElement, head: string, words: readonly string[], line: number | null): void {
  const lines = line === null ? Array.from({ length: lineCount }, (_, index) => index + 1) : [line]
  const title = element('p', 'face-head', head)
  const rows = lines.map((each) => {
    const first = firstOfLine(each)
    const row = element('div', 'face-line')
    row.append(element('span', 'face-group', groupNameAt(first)))
    for (let at = first; at < first + wordsInLine; at += 1) row.append(cell(at, words[at - 1] ?? ''))
    return row
  })
  const face = element('div', line === null ? 'face' : 'face one-line')
  face.translate = false
  face.append(title, ...rows)
  place.replaceChildren(face)
}

/** The elements go, and with them the only strings that the page itself held on to. */
export function hideCard(place: HTMLElement): void {
  for (const word of place.querySelectorAll('.face-word')) word.textContent = ''
  place.replaceChildren()
}

function cell(at: number, word: string): HTMLElement {
  const both = element('span', 'face-cell')
  both.append(element('span', 'face-number', String(at)), element('span', 'face-word', word))
  return both
}

export function element(name: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(name)
  made.className = className
  made.textContent = text
  return made
}

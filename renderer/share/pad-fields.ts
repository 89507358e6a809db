// The fields of the typing pad: how they stand, what is said of the word in one, and where a key leads.

import { element } from './card-face.ts'
import { groupNameAt, groups, shareStrings } from './strings.ts'
import type { Verdict } from './verdict.ts'

const words = shareStrings.type

export function makeField(at: number): HTMLInputElement {
  const input = document.createElement('input')
  input.type = 'text'
  input.maxLength = 16
  input.spellcheck = false
  input.autocomplete = 'off'
  input.setAttribute('autocapitalize', 'off')
  input.setAttribute('autocorrect', 'off')
  input.dataset.at = String(at)
  return input
}

/** Each group with its name; each field with its number, as on the card. */
export function layOut(fields: readonly HTMLInputElement[]): readonly HTMLElement[] {
  const cells = fields.map((input) => {
    const cell = element('label', 'pad-cell')
    const number = element('span', 'pad-at', input.dataset.at)
    number.ariaHidden = 'true'
    cell.append(number, input)
    return cell
  })
  return groups.map(({ id, name, words: count }) => {
    const group = element('div', `pad-group pad-${id}`)
    const title = element('p', 'pad-title', name)
    group.role = 'group'
    group.ariaLabel = name
    group.append(title, ...cells.splice(0, count))
    return group
  })
}

export function sayVerdict(line: HTMLElement, at: number, found: Verdict): void {
  const place = element('strong', '', shareStrings.word(at, groupNameAt(at)))
  const say = (text: string, list: readonly string[], after = '') =>
    line.replaceChildren(place, ` ${text} `, element('span', 'pad-words', list.join(' · ')), ` ${after}`)
  line.dataset.kind = found.kind
  switch (found.kind) {
    case 'empty':
      line.replaceChildren(place, ` ${words.empty}`)
      return
    case 'word':
      say(words.isWord, [found.word], words.isWordNext)
      return
    case 'begins':
      say(words.begins(found.count), [...found.some, ...(found.count > found.some.length ? ['…'] : [])])
      return
    case 'none':
      if (found.near.length === 0) line.replaceChildren(place, ` ${words.none}`)
      else say(`${words.none} ${words.near}`, found.near)
      return
    default:
      found satisfies never
  }
}

/** Where a key leads: `take` where the word must be one of the list first. Undefined: the key is the field's own. */
export function whereTo(
  event: KeyboardEvent,
  { value, selectionStart, selectionEnd }: HTMLInputElement,
  at: number,
): { readonly at: number; readonly take: boolean } | undefined {
  if (event.ctrlKey || event.altKey || event.metaKey) return undefined
  const atStart = selectionStart === 0 && (selectionEnd === 0 || selectionEnd === value.length)
  const atEnd = selectionEnd === value.length && (selectionStart === 0 || selectionStart === value.length)
  switch (event.key) {
    case 'Enter':
    case ' ':
      return { at: at + 1, take: true }
    case 'ArrowUp':
      return { at: at - 1, take: false }
    case 'ArrowDown':
      return { at: at + 1, take: false }
    case 'ArrowLeft':
      return atStart ? { at: at - 1, take: false } : undefined
    case 'ArrowRight':
      return atEnd ? { at: at + 1, take: false } : undefined
    case 'Backspace':
      return value === '' ? { at: at - 1, take: false } : undefined
    default:
      return undefined
  }
}

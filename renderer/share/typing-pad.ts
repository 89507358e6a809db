// 33 fields of which only the one that is typed into shows its word; the others are covered. Built by hand, not by React:
// React keeps what stands in a field.

import { element } from './card-face.ts'
import { keepIn } from './hold.ts'
import { layOut, makeField, sayVerdict, whereTo } from './pad-fields.ts'
import { groupNameAt, shareStrings, wordCount } from './strings.ts'
import { typedCard } from './typed-card.ts'
import { verdictOf } from './verdict.ts'

const words = shareStrings.type
/** Stands in a covered field; every word is as long there. */
const cover = '••••••'
export const idleLimitMs = 5 * 60_000

export type Pad = {
  /** The words as UTF-8 with one space between; the fields hold none of it any more. Undefined where one is open or unknown. */
  readonly take: () => Uint8Array | undefined
  readonly missing: () => { readonly at: number; readonly unknown: boolean } | undefined
  readonly focus: (at: number) => void
  /** All words at once, as a code brings them. */
  readonly fill: (words: readonly string[]) => void
  /** Mark places that are to be looked at again. */
  readonly mark: (places: readonly number[]) => void
  readonly reveal: (shown: boolean) => void
  readonly wipe: () => void
  readonly dispose: () => void
}

type On = {
  /** How many words are given; said after each. */
  readonly given: (count: number) => void
  readonly full: () => void
  readonly pasted: () => void
  /** Nobody typed for long, and everything was emptied. */
  readonly idle: () => void
}

export function mountPad(place: HTMLElement, on: On): Pad {
  const card = typedCard()
  const listening = new AbortController()
  const { signal } = listening
  const fields = Array.from({ length: wordCount }, (_, index) => makeField(index + 1))
  const verdict = element('p', 'pad-verdict')
  const said = element('p', 'visually-hidden')
  said.setAttribute('role', 'status')
  place.replaceChildren(verdict, ...layOut(fields), said)
  place.translate = false
  keepIn(place, signal)
  let idle: ReturnType<typeof setTimeout> | undefined
  /** The field whose word shows; once it is settled its emptiness means nothing any more. */
  let editing: number | undefined

  const field = (at: number) => fields[at - 1]
  const draw = (at: number) => {
    const input = field(at)
    if (input === undefined) return
    const isGiven = card.at(at) !== undefined
    const isUnknown = !isGiven && input.value !== '' && document.activeElement !== input
    input.placeholder = isGiven ? cover : ''
    input.type = isUnknown ? 'password' : 'text'
    input.dataset.state = isGiven ? 'taken' : isUnknown ? 'unknown' : 'open'
    input.setAttribute(
      'aria-label',
      `${words.field(at, groupNameAt(at))}, ${words[isGiven ? 'taken' : isUnknown ? 'unknown' : 'open']}`,
    )
  }
  const judge = (at: number) => {
    const found = verdictOf(field(at)?.value ?? '')
    sayVerdict(verdict, at, found)
    const heard = found.kind === 'word' ? words.isWord : found.kind === 'begins' ? words.begins(found.count) : ''
    said.textContent = found.kind === 'none' ? words.none : heard.replace(/:$/, '.')
    return found
  }
  /** What stands in a field becomes a number, and the field empty; what is no word of the list stays, covered. */
  const settle = (at: number) => {
    const input = field(at)
    if (input === undefined || editing !== at) return
    editing = undefined
    const found = verdictOf(input.value)
    if (found.kind === 'word') {
      // A place that was only looked at is still to be looked at.
      if (card.at(at) !== found.word) delete input.dataset.marked
      card.put(at, found.word)
      input.value = ''
    } else card.put(at, undefined)
    draw(at)
    on.given(card.given())
  }
  const go = (at: number) => field(Math.min(Math.max(at, 1), wordCount))?.focus()
  const empty = () => {
    clearTimeout(idle)
    editing = undefined
    card.wipe()
    verdict.replaceChildren()
    for (const [index, input] of fields.entries()) {
      input.value = ''
      delete input.dataset.marked
      draw(index + 1)
    }
    on.given(0)
  }
  const stillHere = () => {
    clearTimeout(idle)
    idle = setTimeout(() => {
      empty()
      on.idle()
    }, idleLimitMs)
  }

  for (const [index, input] of fields.entries()) {
    const at = index + 1
    input.addEventListener(
      'focus',
      () => {
        editing = at
        // A covered word shows while it is looked at again.
        input.type = 'text'
        const given = card.at(at)
        if (given !== undefined) input.value = given
        input.select()
        judge(at)
      },
      { signal },
    )
    input.addEventListener(
      'blur',
      () => {
        verdict.replaceChildren()
        said.textContent = ''
        settle(at)
      },
      { signal },
    )
    input.addEventListener(
      'input',
      () => {
        stillHere()
        judge(at)
      },
      { signal },
    )
    input.addEventListener(
      'beforeinput',
      (event) => {
        // What was typed does not come back by undo, and nothing comes in but by the keys.
        if (event.inputType.startsWith('history')) event.preventDefault()
        if (!/^insertFrom(?:Paste|Drop|Yank)/.test(event.inputType)) return
        event.preventDefault()
        on.pasted()
      },
      { signal },
    )
    input.addEventListener(
      'keydown',
      (event) => {
        const to = whereTo(event, input, at)
        if (to === undefined) return
        event.preventDefault()
        if (event.repeat && to.take) return
        stillHere()
        if (to.take && !(judge(at).kind === 'word')) return
        if (to.take && at === wordCount) {
          settle(at)
          on.full()
        } else go(to.at)
      },
      { signal },
    )
  }
  // The window is out of sight: the one word that shows is covered, and shows again when it is typed into.
  const coverUp = () => {
    const active = document.activeElement
    if (active instanceof HTMLInputElement && fields.includes(active)) active.type = 'password'
    verdict.replaceChildren()
  }
  const uncover = () => {
    const active = document.activeElement
    if (active instanceof HTMLInputElement && fields.includes(active)) active.type = 'text'
  }
  window.addEventListener('blur', coverUp, { signal })
  window.addEventListener('focus', uncover, { signal })
  document.addEventListener('visibilitychange', () => (document.hidden ? coverUp() : uncover()), { signal })
  for (let at = 1; at <= wordCount; at += 1) draw(at)

  const missing = () => {
    const at = card.firstOpen()
    return at === undefined ? undefined : { at, unknown: field(at)?.value !== '' }
  }
  return {
    missing,
    take: () => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
      if (missing() !== undefined) return undefined
      verdict.replaceChildren()
      return card.bytes()
    },
    focus: go,
    fill: (all) => {
      empty()
      for (const [index, word] of all.entries()) {
        card.put(index + 1, word)
        draw(index + 1)
      }
      stillHere()
      on.given(card.given())
    },
    mark: (places) => {
      for (const at of places) {
        const input = field(at)
        if (input !== undefined) input.dataset.marked = ''
      }
    },
    reveal: (shown) => {
      // The field that is left for the button would be covered again by its own blur.
      if (shown && editing !== undefined) settle(editing)
      for (const [index, input] of fields.entries()) {
        const given = card.at(index + 1)
        if (given !== undefined) input.value = shown ? given : ''
        else if (input.value !== '') input.type = shown ? 'text' : 'password'
      }
    },
    wipe: empty,
    dispose: () => {
      empty()
      clearTimeout(idle)
      listening.abort()
      place.replaceChildren()
    },
  }
}

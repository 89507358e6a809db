// Rolls of dice as they are typed: kept as bytes that can be overwritten, covered on the screen but for the last one.

import { element } from './card-face.ts'
import { keepIn } from './hold.ts'
import { shareStrings } from './strings.ts'

const words = shareStrings.dice
/** More than this brings nothing; the call takes at most 1024 bytes. */
const mostRolls = 600
const inGroup = 10

export type DicePad = {
  /** A roll of 1 to 6. */
  readonly add: (face: number) => void
  readonly back: () => void
  /** The rolls as ASCII digits; the pad is empty afterwards. */
  readonly take: () => Uint8Array
  readonly reveal: (shown: boolean) => void
  readonly focus: () => void
  readonly dispose: () => void
}

type On = {
  readonly count: (rolls: number) => void
  /** Something else than a roll came, or more than can be taken; null when all is well again. */
  readonly problem: (text: string | null) => void
}

/** @param place - empty; the field is labelled by `label`. */
export function mountDicePad(place: HTMLElement, label: string, on: On): DicePad {
  const rolls = new Uint8Array(mostRolls)
  let count = 0
  let shown = false
  const listening = new AbortController()
  const { signal } = listening
  const input = document.createElement('input')
  input.type = 'text'
  input.inputMode = 'numeric'
  input.autocomplete = 'off'
  input.spellcheck = false
  input.ariaLabel = `${label}: ${words.field}`
  const last = element('p', 'dice-last')
  const grid = element('p', 'dice-grid')
  grid.ariaHidden = 'true'
  place.translate = false
  place.replaceChildren(input, last, grid)
  keepIn(place, signal)

  const draw = () => {
    const signs = Array.from(rolls.subarray(0, count), (roll) => (shown ? String.fromCharCode(roll) : '•'))
    const rows = Array.from({ length: Math.ceil(count / inGroup) }, (_, row) =>
      element('span', 'dice-group', signs.slice(row * inGroup, (row + 1) * inGroup).join('')),
    )
    grid.replaceChildren(...rows)
    const seen = count > 0 && document.activeElement === input ? String.fromCharCode(rolls[count - 1] ?? 0x20) : ''
    last.replaceChildren(`${words.last} `, element('strong', '', seen))
    on.count(count)
  }
  const add = (face: number) => {
    if (!Number.isInteger(face) || face < 1 || face > 6) return on.problem(words.refused)
    if (count === mostRolls) return on.problem(words.full)
    rolls[count++] = 0x30 + face
    on.problem(null)
    draw()
  }
  const back = () => {
    if (count === 0) return
    rolls[--count] = 0
    draw()
  }
  const wipe = () => {
    rolls.fill(0)
    count = 0
    shown = false
    draw()
  }
  // No roll ever stands in the field itself.
  input.addEventListener(
    'beforeinput',
    (event) => {
      // Enter gives the rolls, as in every form.
      if (event.inputType === 'insertLineBreak') return
      event.preventDefault()
      if (event.inputType === 'deleteContentBackward') back()
      else if (event.inputType === 'insertText') for (const sign of event.data ?? '') add(Number(sign))
      else if (event.inputType.startsWith('insertFrom')) on.problem(shareStrings.type.noPaste)
    },
    { signal },
  )
  for (const name of ['focus', 'blur'] as const) input.addEventListener(name, draw, { signal })
  draw()
  return {
    add,
    back,
    take: () => {
      const taken = rolls.slice(0, count)
      wipe()
      return taken
    },
    reveal: (now) => {
      shown = now
      draw()
    },
    focus: () => input.focus(),
    dispose: () => {
      wipe()
      listening.abort()
      place.replaceChildren()
    },
  }
}

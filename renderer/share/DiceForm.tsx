// Rolls of dice, typed as they fall, by one named person; the host judges them.

import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { ActionButton } from '../parts/ActionButton.tsx'
import { strings } from '../strings.ts'
import { leastRolls } from './dice.ts'
import { type DicePad, mountDicePad } from './dice-pad.ts'
import { HoldButton } from './HoldButton.tsx'
import { shareStrings } from './strings.ts'

const words = shareStrings.dice

type Props = {
  readonly label: string
  /** Who types them, in a sentence. */
  readonly who: string
  readonly send: (bytes: Uint8Array) => Promise<boolean>
  readonly blocked: string | null
}

export function DiceForm({ label, who, send, blocked }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const pad = useRef<DicePad | null>(null)
  const [count, setCount] = useState(0)
  const [problem, setProblem] = useState<string | null>(null)
  const noteId = useId()
  useEffect(() => {
    if (place.current === null) return undefined
    const mounted = mountDicePad(place.current, label, { count: setCount, problem: setProblem })
    pad.current = mounted
    if (document.querySelector('.refusal') === null) mounted.focus()
    return mounted.dispose
  }, [label])
  const few = count < leastRolls ? words.few(count, leastRolls) : null
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (blocked === null && few === null && pad.current !== null) await send(pad.current.take())
  }
  return (
    <form className="secret-form dice" onSubmit={submit}>
      <p className="who-types">{who}</p>
      <p id={noteId}>{words.note}</p>
      <p className="attention only-in-room">{words.room}</p>
      <p className="given-count" role="status">
        {words.count(count, leastRolls)}
      </p>
      <div ref={place} className="dice-pad" />
      <fieldset className="dice-faces">
        <legend className="visually-hidden">{words.faces}</legend>
        {[1, 2, 3, 4, 5, 6].map((face) => (
          <button
            key={face}
            type="button"
            className="button"
            aria-label={words.face(face)}
            onClick={() => pad.current?.add(face)}
          >
            {face}
          </button>
        ))}
        <button type="button" className="button" onClick={() => pad.current?.back()}>
          {words.back}
        </button>
        <HoldButton onShow={() => pad.current?.reveal(true)} onHide={() => pad.current?.reveal(false)}>
          {words.hold}
        </HoldButton>
      </fieldset>
      <p role="alert" className="problem">
        {problem}
      </p>
      <ActionButton type="submit" look="primary" blocked={blocked ?? few}>
        {strings.secret.give}
      </ActionButton>
    </form>
  )
}

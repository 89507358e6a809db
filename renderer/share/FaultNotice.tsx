// What is wrong with the card that was typed. It takes the focus; Enter goes back to the word.

import { type RefObject, useEffect, useId, useRef } from 'react'
import type { FaultWords } from './fault-words.ts'
import { shareStrings } from './strings.ts'

type Props = {
  /** A new object for each fault. */
  readonly words: FaultWords | null
  /** Where the words of the card stand that the fault names; not part of what is read out by itself. */
  readonly listRef: RefObject<HTMLSpanElement | null>
  readonly onReturn: () => void
}

export function FaultNotice({ words, listRef, onReturn }: Props) {
  const ref = useRef<HTMLElement>(null)
  const headingId = useId()
  const happened = words?.happened
  useEffect(() => {
    if (happened !== undefined) ref.current?.focus()
  }, [happened])
  return (
    <section
      ref={ref}
      className="card-fault"
      hidden={words === null}
      tabIndex={-1}
      aria-labelledby={headingId}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.repeat || event.target !== event.currentTarget) return
        event.preventDefault()
        onReturn()
      }}
    >
      <h2 id={headingId}>{shareStrings.type.notYet}</h2>
      <p>
        <strong>{words?.happened}</strong>
      </p>
      <p>{words?.next}</p>
      <p className="fault-words" hidden={words === null || words.words === null}>
        {words?.words} <span ref={listRef} />
      </p>
      <p className="small">
        {words === null || words.words === null ? null : `${shareStrings.type.covered} `}
        {shareStrings.type.enter}
      </p>
    </section>
  )
}

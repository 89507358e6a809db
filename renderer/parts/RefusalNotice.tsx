// A refusal: what happened, what is safe, what to do next; the code small. The focus goes here; Enter goes back to the step.

import { useEffect, useId, useRef } from 'react'
import type { Refusal } from '../bridge.ts'
import { strings } from '../strings.ts'
import { RefusalWords } from './RefusalWords.tsx'

type Props = {
  /** A new object for each refusal, so that the same words twice are announced twice. */
  readonly refusal: Refusal | null
  readonly onReturn?: () => void
}

export function RefusalNotice({ refusal, onReturn }: Props) {
  const ref = useRef<HTMLElement>(null)
  const headingId = useId()
  useEffect(() => {
    if (refusal !== null) ref.current?.focus()
  }, [refusal])
  return (
    <div role="alert" className="refusal-place">
      {refusal === null ? null : (
        <section
          ref={ref}
          className="refusal"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the focus is put here so that the words are read first
          tabIndex={0}
          aria-labelledby={headingId}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.repeat || event.target !== event.currentTarget) return
            // The focus moves to a field now; the same press must not send what stands there.
            event.preventDefault()
            onReturn?.()
          }}
        >
          <h2 id={headingId}>{strings.refusal.heading}</h2>
          <RefusalWords words={refusal.words} />
          <p className="small">
            <code>{refusal.code}</code>
            {onReturn === undefined ? null : <span>{strings.refusal.enter}</span>}
          </p>
        </section>
      )}
    </div>
  )
}

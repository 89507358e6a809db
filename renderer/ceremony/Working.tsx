// While the station acts: what it does, how long already, and what happens if the power fails. Nothing else is enabled.

import { type ReactNode, useEffect, useState } from 'react'
import { strings } from '../strings.ts'

/** Shown only after a moment, so that quick calls do not flicker. */
const afterMs = 400

type Props = {
  readonly what: string | null
  /** What a person may do meanwhile; outside of what is read out when it changes. */
  readonly children?: ReactNode
}

export function Working({ what, children }: Props) {
  return (
    <div className="working-place">
      <div role="status">{what === null ? null : <Running key={what} what={what} />}</div>
      {what === null ? null : children}
    </div>
  )
}

function Running({ what }: { readonly what: string }) {
  const [elapsedMs, setElapsedMs] = useState(0)
  useEffect(() => {
    const began = performance.now()
    const timer = setInterval(() => setElapsedMs(performance.now() - began), 200)
    return () => clearInterval(timer)
  }, [])
  if (elapsedMs < afterMs) return null
  return (
    <section className="working">
      <p>
        <strong>{what}</strong> <span aria-hidden="true">{strings.step.seconds(Math.floor(elapsedMs / 1000))}</span>
      </p>
      <p>{strings.step.workingNote}</p>
    </section>
  )
}

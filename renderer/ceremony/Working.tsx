// While the station acts: what it does, how long already, and what happens if the power fails. Nothing else is enabled.

import { useEffect, useState } from 'react'
import { strings } from '../strings.ts'

/** Shown only after a moment, so that quick calls do not flicker. */
const afterMs = 400

export function Working({ what }: { readonly what: string | null }) {
  return (
    <div role="status" className="working-place">
      {what === null ? null : <Running key={what} what={what} />}
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

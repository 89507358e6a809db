// What the station did, to be read aloud before the next step is shown.

import type { ReactNode } from 'react'
import type { View } from '../bridge.ts'
import { fromTheTop } from '../keyboard.ts'
import { Facts } from '../parts/Facts.tsx'
import { ReadOnButton, useSeenToEnd } from '../parts/ReadOn.tsx'
import { strings } from '../strings.ts'

type Props = {
  readonly outcome: NonNullable<View['outcome']>
  /** Title of the step that was performed. */
  readonly title: string
  readonly mode: View['mode']
  readonly people: View['people']
  /** A word that the fault that was just overcome was staged. */
  readonly note: ReactNode
  readonly onNext: () => void
}

/** How the host prints a line of readiness that does not hold. */
const doesNotHold = 'lines ok: false'

export function Outcome({ outcome, title, mode, people, note, onNext }: Props) {
  const { seen, endRef } = useSeenToEnd()
  return (
    <article className="step outcome" ref={fromTheTop} aria-labelledby="outcome-title">
      <p className="count">{strings.step.outcome}</p>
      <h1 id="outcome-title">
        <span aria-hidden="true">✓</span> {strings.step.outcomeDone(title)}
      </h1>
      <p className="do">{strings.step.outcomeRead}</p>
      {outcome.lines.some((line) => /: [0-9a-f]{32,}$/.test(line)) ? (
        <p className="small">{strings.step.outcomeSmall}</p>
      ) : null}
      {mode === 'rehearsal' && outcome.lines.includes(doesNotHold) ? <p>{strings.step.outcomeRehearsal}</p> : null}
      {note}
      <Facts lines={outcome.lines} nameOf={(id) => people.find((person) => person.id === id)?.name ?? id} />
      <div ref={endRef} className="end" />
      <div className="actions">
        <ReadOnButton seen={seen} label={strings.step.next} onPress={onNext} />
      </div>
    </article>
  )
}

// One statement that a named person checks with their own eyes, then confirms.

import { ActionButton } from '../parts/ActionButton.tsx'
import { Sections } from '../parts/Review.tsx'
import { strings } from '../strings.ts'
import type { StepProps } from '../view.ts'
import { StepFrame, useDoer } from './StepFrame.tsx'

const noValues = () => ({})

export function AttestStep({ view, on }: StepProps) {
  const doer = useDoer(view)
  const confirm = () => doer.id !== null && void on.answer(doer.id, true, {})
  return (
    <StepFrame
      view={view}
      on={on}
      doer={doer}
      valuesNow={noValues}
      primary={
        <ActionButton look="primary" focus={!view.step.misfit} blocked={doer.blocked} onPress={confirm}>
          {view.step.misfit ? strings.step.confirmNow(doer.name) : strings.step.confirm(doer.name)}
        </ActionButton>
      }
    >
      {view.step.review.length === 0 ? null : (
        <section className="review" aria-label={strings.step.owed}>
          <h2>{strings.step.owed}</h2>
          <p>{strings.step.owedLead}</p>
          <Sections lines={view.step.review} />
        </section>
      )}
      <blockquote className="statement">{view.step.statement}</blockquote>
    </StepFrame>
  )
}

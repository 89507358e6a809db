// Something is handed from one to another, in sight of all.

import { ActionButton } from '../parts/ActionButton.tsx'
import { strings } from '../strings.ts'
import type { StepProps } from '../view.ts'
import { StepFrame, useDoer } from './StepFrame.tsx'

const noValues = () => ({})

export function TransferStep({ view, on }: StepProps) {
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
          {strings.step.handedOver}
        </ActionButton>
      }
    >
      <p className="statement">{view.step.statement}</p>
    </StepFrame>
  )
}

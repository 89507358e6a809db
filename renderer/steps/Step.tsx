// The one component for each kind of step.

import { useState } from 'react'
import { ActionButton } from '../parts/ActionButton.tsx'
import { strings } from '../strings.ts'
import type { StepProps } from '../view.ts'
import { AttestStep } from './AttestStep.tsx'
import { ChooseStep } from './ChooseStep.tsx'
import { CompareStep } from './CompareStep.tsx'
import { EnterStep } from './EnterStep.tsx'
import { PerformStep } from './PerformStep.tsx'
import { ReviewStep } from './ReviewStep.tsx'
import { TransferStep } from './TransferStep.tsx'

/** Where there is something to review, it comes first, and can be looked at again. */
export function Step(props: StepProps) {
  const { review } = props.view.step
  const [read, setRead] = useState(false)
  const [looking, setLooking] = useState(review.length > 0)
  if (looking)
    return (
      <ReviewStep
        view={props.view}
        again={read}
        onRead={() => {
          setRead(true)
          setLooking(false)
        }}
      />
    )
  if (review.length === 0) return <StepOfKind {...props} />
  return (
    <>
      <div className="review-again">
        <ActionButton onPress={() => setLooking(true)}>{strings.review.again}</ActionButton>
      </div>
      <StepOfKind {...props} />
    </>
  )
}

function StepOfKind(props: StepProps) {
  const { kind } = props.view.step
  switch (kind) {
    case 'attest':
      return <AttestStep {...props} />
    case 'choose':
      return <ChooseStep {...props} />
    case 'enter':
      return <EnterStep {...props} />
    case 'compare':
      return <CompareStep {...props} />
    case 'perform':
      return <PerformStep {...props} />
    case 'transfer':
      return <TransferStep {...props} />
    default:
      return kind satisfies never
  }
}

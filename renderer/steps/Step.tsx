// The one component for each kind of step.

import { useState } from 'react'
import { ShareStep } from '../share/ShareStep.tsx'
import type { StepProps } from '../view.ts'
import { AttestStep } from './AttestStep.tsx'
import { ChooseStep } from './ChooseStep.tsx'
import { CompareStep } from './CompareStep.tsx'
import { EnterStep } from './EnterStep.tsx'
import { PerformStep } from './PerformStep.tsx'
import { ReviewStep } from './ReviewStep.tsx'
import { TransferStep } from './TransferStep.tsx'

/** Before a digest is approved, and before each act that cannot be undone, what there is to review comes first. */
export function Step(props: StepProps) {
  const { review, kind, irreversible } = props.view.step
  const reviews = review.length > 0 && (kind === 'compare' || irreversible !== null)
  const [read, setRead] = useState(false)
  const [looking, setLooking] = useState(reviews)
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
  return <StepOfKind {...props} {...(reviews ? { onReview: () => setLooking(true) } : {})} />
}

function StepOfKind(props: StepProps) {
  const { kind, share } = props.view.step
  if (share !== null && kind === 'perform') return <ShareStep {...props} share={share} />
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

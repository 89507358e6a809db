// Before a digest is approved or signed: what changes, what stays, who must sign. All of it is in sight before one goes on.

import { ActionButton } from '../parts/ActionButton.tsx'
import { ReadOnButton, useSeenToEnd } from '../parts/ReadOn.tsx'
import { Everything, Review } from '../parts/Review.tsx'
import { Words } from '../parts/Words.tsx'
import { strings } from '../strings.ts'
import type { StepProps } from '../view.ts'
import { StepHead } from './StepHead.tsx'

type Props = Pick<StepProps, 'view'> & {
  /** It was read to its end before; going on is offered at once. */
  readonly again: boolean
  readonly onRead: () => void
}

export function ReviewStep({ view, again, onRead }: Props) {
  const { seen, endRef } = useSeenToEnd()
  const words = strings.review
  return (
    <article className="step" aria-label={view.step.title}>
      <StepHead view={view} />
      <p className="do">{words.read}</p>
      <Review lines={view.step.review} />
      <Everything lines={view.step.reviewAll} />
      {view.step.kind === 'perform' && view.step.compared !== null ? (
        <Words lines={view.step.compared.words} hex={view.step.compared.value} label={words.words} />
      ) : null}
      <div ref={endRef} className="end" />
      <div className="actions">
        {again && !seen ? <ActionButton onPress={onRead}>{words.back}</ActionButton> : null}
        <ReadOnButton seen={seen} label={words.next} blocked={view.waiting} onPress={onRead} />
      </div>
    </article>
  )
}

// The one frame of every step: who, what to do, the step's own part, what they will see, what if not, one button.

import { type ReactNode, useId, useState } from 'react'
import { ActionButton } from '../parts/ActionButton.tsx'
import { PersonChoice } from '../parts/PersonChoice.tsx'
import { strings } from '../strings.ts'
import type { StepProps, StepScreen } from '../view.ts'
import { NotSo, passesOver } from './NotSo.tsx'
import { Otherwise } from './Otherwise.tsx'
import { StepHead } from './StepHead.tsx'

type Values = Readonly<Record<string, string>>

export type Say = { readonly do: string; readonly see: string | null }

type Props = StepProps & {
  /** Who does it, from `useDoer`. */
  readonly doer: Doer
  readonly children?: ReactNode
  /** The primary button, or a form's; null while something else comes first. */
  readonly primary: ReactNode
  /** What is in the fields, for an answer "it is not so"; absent where the step cannot be answered so. */
  readonly valuesNow?: () => Values
  /** One part of a step that has several: what to do and what one sees now, instead of the script's own sentences. */
  readonly say?: Say
  /** Between the sentence and the button stands more than fits: the words of a digest. */
  readonly wide?: boolean
}

export function StepFrame({ view, on, doer, children, primary, valuesNow, onReview, wide = false, say }: Props) {
  const { step } = view
  const { do: what, see } = say ?? step
  const titleId = useId()
  const [doubting, setDoubting] = useState(false)
  return (
    <article className={wide ? 'step wide' : 'step'} aria-labelledby={titleId}>
      <StepHead view={view} titleId={titleId} />
      {step.by.length > 1 ? (
        <PersonChoice
          legend={strings.step.whoOf}
          people={step.by}
          chosen={doer.id}
          onChoose={doer.choose}
          focus={say !== undefined && doer.id === null}
        />
      ) : null}
      <p className="do">{what}</p>
      {step.hint === null ? null : (
        <p className="hint">
          <strong>{strings.step.hint}</strong> {step.hint}
        </p>
      )}
      {step.misfit && valuesNow !== undefined ? (
        <NotSo.Recorded view={view} on={on} doer={doer.id} valuesNow={valuesNow} />
      ) : null}
      {children}
      {see === null ? null : (
        <p className="see">
          <strong>{strings.step.see}</strong> {see}
        </p>
      )}
      {doubting || step.misfit ? null : (
        <p className="otherwise">
          <strong>{strings.step.ifNot}</strong> <Otherwise text={step.otherwise} />
        </p>
      )}
      {doubting && valuesNow !== undefined ? (
        <NotSo.Question
          view={view}
          doer={doer.id}
          onRecord={(by) => {
            if (passesOver(step)) on.goOnAsItIs(by, valuesNow())
            else void on.answer(by, false, valuesNow())
            setDoubting(false)
          }}
          onCancel={() => setDoubting(false)}
        />
      ) : (
        <div className="actions">
          {onReview === undefined ? null : <ActionButton onPress={onReview}>{strings.review.again}</ActionButton>}
          {valuesNow === undefined || step.misfit ? null : (
            <ActionButton blocked={view.waiting} onPress={() => setDoubting(true)}>
              {strings.step.notSo}
            </ActionButton>
          )}
          {primary}
        </div>
      )}
    </article>
  )
}

/** Who does the step: the one person there is, or the one who is chosen. */
export type Doer = {
  readonly id: string | null
  readonly name: string
  readonly choose: (id: string) => void
  /** Why the step cannot be done yet, as far as the person goes. */
  readonly blocked: string | null
}

export function useDoer(view: StepScreen): Doer {
  const { by } = view.step
  const [chosen, choose] = useState<string | null>(by.length === 1 ? (by[0]?.id ?? null) : null)
  const person = by.find((candidate) => candidate.id === chosen)
  const blocked = view.waiting ?? (chosen === null ? strings.step.chooseWho : null)
  return { id: chosen, name: person?.name ?? '', choose, blocked }
}

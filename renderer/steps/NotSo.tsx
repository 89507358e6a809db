// "It is not so": what then, before it is recorded; and what remains to be done once it is.

import { useFocusOnMount } from '../keyboard.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { strings } from '../strings.ts'
import type { StepProps, StepScreen } from '../view.ts'
import { goesBack, Otherwise } from './Otherwise.tsx'

type QuestionProps = {
  readonly view: StepScreen
  /** Id of who does the step; null while nobody is chosen. */
  readonly doer: string | null
  readonly onRecord: (by: string) => void
  readonly onCancel: () => void
}

/** Asked once more, with its consequence, because it goes into the record. */
function Question({ view, doer, onRecord, onCancel }: QuestionProps) {
  const { step } = view
  const words = strings.step
  const leavesOut = passesOver(step)
  const blocked = view.waiting ?? (doer === null ? words.chooseWho : null)
  return (
    <section className="not-so" aria-label={words.notSoTitle}>
      <h2>{words.notSoTitle}</h2>
      <p>
        <Otherwise text={step.otherwise} />
      </p>
      <p>{consequence(step)}</p>
      {step.kind === 'compare' && step.compared?.form === 'digest' ? <p>{words.notSoHead}</p> : null}
      <div className="actions">
        <ActionButton focus onPress={onCancel}>
          {words.notSoCancel}
        </ActionButton>
        <ActionButton look="primary" blocked={blocked} onPress={() => doer !== null && onRecord(doer)}>
          {leavesOut ? words.leaveOut : words.notSoRecord}
        </ActionButton>
      </div>
    </section>
  )
}

/** An act that the script lets be left out: nothing is answered before the deviation stands. */
export const passesOver = (step: StepScreen['step']): boolean =>
  step.kind === 'perform' && step.mayContinue && !goesBack(step.otherwise)

function consequence(step: StepScreen['step']): string {
  if (goesBack(step.otherwise)) return strings.step.notSoBack
  if (passesOver(step)) return strings.step.notSoLeaveOut
  return step.mayContinue ? strings.step.notSoContinue : strings.step.notSoWait
}

type RecordedProps = StepProps & {
  readonly doer: string | null
  readonly valuesNow: () => Readonly<Record<string, string>>
}

/**
 * It stands in the record that it is not so: put right, or passed over a deviation where the script lets it. It takes
 * the focus, so that the next Enter does not confirm what was just denied.
 */
function Recorded({ view, on, doer, valuesNow }: RecordedProps) {
  const words = strings.step
  const { mayContinue, otherwise } = view.step
  const ref = useFocusOnMount<HTMLElement>()
  const blocked = view.waiting ?? (doer === null ? words.chooseWho : null)
  return (
    <section ref={ref} tabIndex={-1} className="misfit" aria-label={words.misfit}>
      <p>
        <strong>{words.misfit}</strong> <Otherwise text={otherwise} />
      </p>
      <p>{!mayContinue ? words.misfitWait : view.excused ? words.misfitExcused : words.misfitContinue}</p>
      {mayContinue ? (
        <ActionButton blocked={blocked} onPress={() => doer !== null && on.goOnAsItIs(doer, valuesNow())}>
          {view.excused ? words.goOnExcused : words.goOnAsItIs}
        </ActionButton>
      ) : null}
    </section>
  )
}

export const NotSo = { Question, Recorded } as const

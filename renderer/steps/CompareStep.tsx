// A digest said aloud, all 32 words of it; or a text that everybody looks at.

import { ActionButton } from '../parts/ActionButton.tsx'
import { Clock } from '../parts/Clock.tsx'
import { Words } from '../parts/Words.tsx'
import { strings } from '../strings.ts'
import type { StepProps, StepScreen } from '../view.ts'
import { StepFrame, useDoer } from './StepFrame.tsx'

const noValues = () => ({})

/** A moment in UTC: the step compares clocks, so the time on the screen must go on. */
const isTime = (text: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)

export function CompareStep({ view, on, onReview }: StepProps) {
  const doer = useDoer(view)
  const { compared } = view.step
  const isDigest = compared?.form === 'digest'
  const shown: Record<string, string> = isDigest ? { shown: compared.value } : {}
  const confirm = () => doer.id !== null && void on.answer(doer.id, true, shown)
  return (
    <StepFrame
      view={view}
      on={on}
      doer={doer}
      {...(onReview === undefined ? {} : { onReview })}
      valuesNow={noValues}
      wide={isDigest}
      primary={
        <ActionButton look="primary" focus={!view.step.misfit} blocked={doer.blocked} onPress={confirm}>
          {isDigest ? strings.step.compared : strings.step.comparedText}
        </ActionButton>
      }
    >
      <Compared compared={compared} time={view.time} timeZone={view.timeZone} />
    </StepFrame>
  )
}

type ComparedProps = {
  readonly compared: StepScreen['step']['compared']
  readonly time: string
  readonly timeZone: string
}

function Compared({ compared, time, timeZone }: ComparedProps) {
  if (compared === null) return null
  if (compared.form === 'digest') return <Words lines={compared.words} hex={compared.value} />
  if (isTime(compared.value)) return <Clock time={time} zone={timeZone} large />
  return (
    <ul className="compared-text">
      {compared.words.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}

// The head of every step: its number and act, its title, and who does it.

import type { ReactNode } from 'react'
import { fromTheTop } from '../keyboard.ts'
import { rolesOf } from '../parts/PersonChoice.tsx'
import { strings } from '../strings.ts'
import type { StepScreen } from '../view.ts'

type Props = {
  readonly view: StepScreen
  readonly titleId?: string
  /** Instead of the step's own title. */
  readonly title?: ReactNode
}

/** One person is named here; of several one is chosen in the step itself. */
export function StepHead({ view, titleId, title }: Props) {
  const { step, act } = view
  const [only, second] = step.by
  return (
    <header className="step-head" ref={fromTheTop}>
      <p className="count">
        {act === null
          ? strings.step.count(step.number, view.steps)
          : strings.step.countAct(step.number, view.steps, act.title)}
      </p>
      <h1 id={titleId}>{title ?? step.title}</h1>
      {only === undefined || second !== undefined ? null : (
        <p className="who">{strings.step.who(only.name, rolesOf(only))}</p>
      )}
    </header>
  )
}

// One of a few answers that the room gives; none is chosen beforehand.

import { type FormEvent, useId, useState } from 'react'
import { useFocusOnMount } from '../keyboard.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { strings } from '../strings.ts'
import type { StepProps } from '../view.ts'
import { StepFrame, useDoer } from './StepFrame.tsx'

export function ChooseStep({ view, on }: StepProps) {
  const doer = useDoer(view)
  const name = useId()
  const first = useFocusOnMount<HTMLInputElement>()
  const [option, setOption] = useState<string | null>(null)
  const blocked = doer.blocked ?? (option === null ? strings.step.chooseFirst : null)
  const fits = view.step.options.find((candidate) => candidate.id === option)?.fits === true
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (doer.id !== null && option !== null && blocked === null) void on.answer(doer.id, fits, { option })
  }
  return (
    <form onSubmit={submit}>
      <StepFrame
        view={view}
        on={on}
        doer={doer}
        primary={
          <ActionButton type="submit" look="primary" blocked={blocked}>
            {strings.step.record}
          </ActionButton>
        }
      >
        <fieldset className="choice">
          <legend className="visually-hidden">{view.step.title}</legend>
          <div className="options column">
            {view.step.options.map((candidate, index) => (
              <label key={candidate.id} className="option">
                <input
                  ref={index === 0 ? first : undefined}
                  type="radio"
                  name={name}
                  value={candidate.id}
                  checked={option === candidate.id}
                  onChange={() => setOption(candidate.id)}
                />
                <span>{candidate.label}</span>
              </label>
            ))}
          </div>
        </fieldset>
      </StepFrame>
    </form>
  )
}

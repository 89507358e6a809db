// A few answers of which one is chosen; none is chosen beforehand.

import { useId } from 'react'
import { useFocusOnMount } from '../keyboard.ts'

type Option = { readonly id: string; readonly label: string; readonly hint?: string }
type Props = {
  readonly legend: string
  readonly options: readonly Option[]
  readonly chosen: string | null
  readonly onChoose: (id: string) => void
  /** Takes the focus when it first stands there. */
  readonly focus?: boolean
}

export function RadioChoice({ legend, options, chosen, onChoose, focus = false }: Props) {
  const name = useId()
  const ref = useFocusOnMount<HTMLInputElement>(focus)
  return (
    <fieldset className="choice">
      <legend>{legend}</legend>
      <div className="options column">
        {options.map((option, index) => (
          <label key={option.id} className="option">
            <input
              ref={index === 0 ? ref : undefined}
              type="radio"
              name={name}
              value={option.id}
              checked={chosen === option.id}
              onChange={() => onChoose(option.id)}
            />
            <span>
              {option.label}
              {option.hint === undefined ? null : <small>{option.hint}</small>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

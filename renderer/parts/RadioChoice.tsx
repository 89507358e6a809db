// A few answers of which one is chosen; none is chosen beforehand.

import { useId } from 'react'

type Option = { readonly id: string; readonly label: string; readonly hint?: string }
type Props = {
  readonly legend: string
  readonly options: readonly Option[]
  readonly chosen: string | null
  readonly onChoose: (id: string) => void
}

export function RadioChoice({ legend, options, chosen, onChoose }: Props) {
  const name = useId()
  return (
    <fieldset className="choice">
      <legend>{legend}</legend>
      <div className="options column">
        {options.map((option) => (
          <label key={option.id} className="option">
            <input
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

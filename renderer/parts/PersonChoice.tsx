// Who is it? One person is only named; of several one is chosen, all in sight of the room.

import { useId } from 'react'
import type { Person } from '../bridge.ts'
import { useFocusOnMount } from '../keyboard.ts'
import { strings } from '../strings.ts'

type Props = {
  readonly legend: string
  readonly people: readonly Person[]
  /** Id of the person who is chosen, or null. */
  readonly chosen: string | null
  readonly onChoose: (id: string) => void
  /** The first name takes the focus. Nobody is chosen by that. */
  readonly focus?: boolean
  /** Somebody was picked with the pointer: what comes next may take the focus. */
  readonly onPicked?: () => void
}

export const rolesOf = (person: Person): string => person.roles.join(', ')

export function PersonChoice({ legend, people, chosen, onChoose, focus = false, onPicked }: Props) {
  const name = useId()
  const first = useFocusOnMount<HTMLInputElement>(focus)
  return (
    <fieldset className="choice">
      <legend>{legend}</legend>
      <div className="options">
        {people.map((person, index) => (
          <label key={person.id} className="option" onPointerUp={onPicked}>
            <input
              ref={index === 0 ? first : undefined}
              type="radio"
              name={name}
              value={person.id}
              checked={chosen === person.id}
              onChange={() => onChoose(person.id)}
            />
            <span>{strings.step.who(person.name, rolesOf(person))}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

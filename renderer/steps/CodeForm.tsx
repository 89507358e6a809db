// One of the two private codes of an act that cannot be undone: who confirms, and the code, typed by that person alone.

import { useState } from 'react'
import { PersonChoice } from '../parts/PersonChoice.tsx'
import { SecretForm } from '../parts/SecretForm.tsx'
import { strings } from '../strings.ts'
import type { StepProps } from '../view.ts'
import { type Gate, namesOf } from './gates.ts'

type Props = StepProps & { readonly gate: Extract<Gate, { kind: 'code' }> }

/** Whoever was picked types next: a code that is typed while the focus is elsewhere would be read as keys of the bar. */
const focusField = (): void => {
  setTimeout(() => document.querySelector<HTMLInputElement>('.secret-form .masked input')?.focus())
}

export function CodeForm({ view, on, gate }: Props) {
  const { people } = gate
  const [chosen, choose] = useState<string | null>(people.length === 1 ? (people[0]?.id ?? null) : null)
  const person = people.find((candidate) => candidate.id === chosen)
  const words = strings.perform
  return (
    <SecretForm
      label={person === undefined ? words.code : words.codeOf(person.name)}
      // The line stands there before anybody is chosen: the field must not move away from under a hand.
      who={person === undefined ? strings.secret.typedByAny(namesOf(people)) : strings.secret.typedBy(person.name)}
      focus={people.length === 1}
      isNew={false}
      button={words.giveCode}
      blocked={view.waiting ?? (person === undefined ? words.chooseConfirmer : null)}
      send={async (bytes) => person !== undefined && (await on.confirm(person.id, bytes))}
    >
      {people.length > 1 ? (
        <PersonChoice
          legend={words.whoConfirms}
          people={people}
          chosen={chosen}
          onChoose={choose}
          onPicked={focusField}
          focus
        />
      ) : null}
    </SecretForm>
  )
}

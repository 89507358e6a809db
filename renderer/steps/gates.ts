// What a perform step still waits for, in the order in which it is given: codes, then secrets, then the act itself.

import type { Person, StepView } from '../bridge.ts'
import type { StepScreen } from '../view.ts'

type Secret = StepView['secrets'][number]

/** The one thing that comes now. */
export type Gate =
  | { readonly kind: 'code'; readonly first: boolean; readonly people: readonly Person[] }
  | { readonly kind: 'secret'; readonly secret: Secret }
  | { readonly kind: 'act' }

/** Codes before secrets: nobody types a PIN for an act that a second person has not agreed to. */
export function gateOf(view: Pick<StepScreen, 'step' | 'people'>): Gate {
  const { irreversible, secrets } = view.step
  if (irreversible !== null && irreversible.missing.length > 0) {
    return { kind: 'code', first: irreversible.confirmed.length === 0, people: peopleOf(view, irreversible.missing) }
  }
  const secret = secrets.find((candidate) => !candidate.given)
  return secret === undefined ? { kind: 'act' } : { kind: 'secret', secret }
}

/** A new secret is chosen by its owner, so it is typed twice. */
export const isNewSecret = (slot: string): boolean => slot === 'soPin' || slot === 'newUserPin' || slot === 'code'

export function peopleOf(view: Pick<StepScreen, 'people'>, ids: readonly string[]): readonly Person[] {
  return view.people.filter((person) => ids.includes(person.id))
}

/** Names in one line, as a list that needs no grammar. */
export const namesOf = (people: readonly Person[]): string => people.map((person) => person.name).join(', ')

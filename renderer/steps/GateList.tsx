// What this act needs, as a list with ticks: what is given, what comes now, what comes after.

import { strings } from '../strings.ts'
import type { StepScreen } from '../view.ts'
import { type Gate, isNewSecret, namesOf, peopleOf } from './gates.ts'

/** `checked`: a private code, which the station compared. A PIN is compared by the token, when it is used; a new one was typed twice. */
type Line = {
  readonly text: string
  readonly state: 'done' | 'now' | 'later'
  readonly checked?: true
  readonly isNew?: boolean
}

/** Nothing is shown for an act that needs neither a code nor a secret. */
export function GateList({ view, gate }: { readonly view: StepScreen; readonly gate: Gate }) {
  const lines = [...codeLines(view, gate), ...secretLines(view, gate)]
  if (lines.length === 0) return null
  return (
    <ol className="gates">
      {lines.map((line) => (
        <li key={line.text} className={line.state}>
          {line.text}
          <span className="gate-state"> {stateWord(line)}</span>
        </li>
      ))}
    </ol>
  )
}

function codeLines(view: StepScreen, gate: Gate): readonly Line[] {
  const { irreversible } = view.step
  if (irreversible === null) return []
  const words = strings.perform
  const given = peopleOf(view, irreversible.confirmed).map(
    (person): Line => ({ text: words.codeOf(person.name), state: 'done', checked: true }),
  )
  if (gate.kind !== 'code') return given
  const names = namesOf(gate.people)
  const now: Line = {
    text: gate.first ? words.firstCode(names) : words.secondCode(names, gate.people.length),
    state: 'now',
  }
  const later: Line = { text: words.secondLater, state: 'later' }
  return gate.first ? [now, later] : [...given, now]
}

function secretLines(view: StepScreen, gate: Gate): readonly Line[] {
  return view.step.secrets.map((secret) => {
    const isNow = gate.kind === 'secret' && gate.secret.slot === secret.slot
    const state = secret.given ? 'done' : isNow ? 'now' : 'later'
    return { text: `${secret.label} · ${namesOf(secret.by)}`, state, isNew: isNewSecret(secret.slot) }
  })
}

function stateWord({ state, checked, isNew = false }: Line): string {
  switch (state) {
    case 'done':
      if (checked) return strings.secret.checked
      return isNew ? strings.secret.twice : strings.secret.unchecked
    case 'now':
      return strings.frame.now
    case 'later':
      return strings.secret.waits
    default:
      return state satisfies never
  }
}

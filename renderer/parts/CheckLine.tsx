// One line of readiness: a mark and a word for the state, what it says, what to do, and the rule small beside it.

import { strings } from '../strings.ts'
import { WithIds } from './WithIds.tsx'

type State = 'green' | 'amber' | 'red'
type Props = {
  readonly state: State
  readonly words: string
  readonly rule: string
  readonly next: string
  readonly label?: string
}

/** The shape of the mark differs as well as its colour. */
const marks: { readonly [S in State]: string } = { green: '✓', amber: '!', red: '✕' }

export function CheckLine({ state, words, rule, next, label }: Props) {
  return (
    <div className={`check ${state}`}>
      <span className="mark" aria-hidden="true">
        {marks[state]}
      </span>
      <div>
        <p>
          <strong>{label ?? strings.home[state]}:</strong> <WithIds text={words} /> <code className="rule">{rule}</code>
        </p>
        {next === '' ? null : <p className="next">{next}</p>}
      </div>
    </div>
  )
}

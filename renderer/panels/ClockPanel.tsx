// CLOCK-BACK: the station's clock stands before a recorded time. A person compares it with the wall, and says what is right.

import { type FormEvent, useState } from 'react'
import type { View } from '../bridge.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { Clock } from '../parts/Clock.tsx'
import { Field, textsOf } from '../parts/Field.tsx'
import { PersonChoice } from '../parts/PersonChoice.tsx'
import { strings } from '../strings.ts'

type Props = {
  readonly people: View['people']
  readonly time: string
  readonly timeZone: string
  readonly waiting: string | null
  readonly onConfirm: (by: string, reason: string) => void
  readonly onLookAgain: () => void
}

/** Stands in the place of the step: nothing else can be recorded before the time is settled. */
export function ClockPanel({ people, time, timeZone, waiting, onConfirm, onLookAgain }: Props) {
  const [by, setBy] = useState<string | null>(null)
  const words = strings.clock
  const blocked = waiting ?? (by === null ? strings.panel.chooseWho : null)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (by === null || blocked !== null) return
    onConfirm(by, textsOf(event.currentTarget, ['reason']).reason ?? '')
  }
  return (
    <article className="step">
      <h1>{words.title}</h1>
      <p className="do">{words.lead}</p>
      <p>{words.now}</p>
      <Clock time={time} zone={timeZone} large />
      <p>{words.wrong}</p>
      <form onSubmit={submit}>
        <PersonChoice legend={words.who} people={people} chosen={by} onChoose={setBy} focus />
        <Field name="reason" label={words.why} />
        <div className="actions">
          <ActionButton onPress={onLookAgain}>{words.again}</ActionButton>
          <ActionButton type="submit" look="primary" blocked={blocked}>
            {words.confirm}
          </ActionButton>
        </div>
      </form>
    </article>
  )
}

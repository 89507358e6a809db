// D: what happened that the script does not say, who says so, and, if they want, their private code for it.

import { type FormEvent, useRef, useState } from 'react'
import type { Refusal, View } from '../bridge.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { Field, textsOf } from '../parts/Field.tsx'
import { MaskedInput, takeBytes } from '../parts/MaskedInput.tsx'
import { PersonChoice } from '../parts/PersonChoice.tsx'
import { strings } from '../strings.ts'
import { Panel } from './Panel.tsx'

type Props = {
  readonly open: boolean
  readonly people: View['people']
  readonly deviations: readonly string[]
  readonly refusal: Refusal | null
  readonly waiting: string | null
  /** The step is passed as it is once the deviation stands. */
  readonly goesOn: boolean
  /** Resolves to whether it was recorded. */
  readonly onRecord: (by: string, text: string, code: Uint8Array | undefined) => Promise<boolean>
  readonly onClose: () => void
}

export function DeviationPanel({ open, people, deviations, refusal, waiting, goesOn, onRecord, onClose }: Props) {
  const [by, setBy] = useState<string | null>(null)
  const code = useRef<HTMLInputElement>(null)
  const person = people.find((candidate) => candidate.id === by)
  const blocked = waiting ?? (by === null ? strings.panel.chooseWho : null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (by === null || blocked !== null) return
    const form = event.currentTarget
    const { text = '' } = textsOf(form, ['text'])
    const bytes = code.current === null ? new Uint8Array() : takeBytes(code.current)
    if (await onRecord(by, text, bytes.length === 0 ? undefined : bytes)) form.reset()
  }
  const words = strings.deviation
  return (
    <Panel open={open} title={words.title} lead={words.lead} refusal={refusal} onClose={onClose}>
      <form onSubmit={submit}>
        <PersonChoice legend={words.who} people={people} chosen={by} onChoose={setBy} />
        <Field name="text" label={words.what} rows={3} />
        {person?.present === true ? <MaskedInput label={words.code(person.name)} inputRef={code} /> : null}
        <ActionButton type="submit" look="primary" blocked={blocked}>
          {goesOn ? words.recordAndGoOn : words.record}
        </ActionButton>
      </form>
      {deviations.length === 0 ? null : (
        <section>
          <h3>{words.onRecord}</h3>
          <ol>
            {deviations.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ol>
        </section>
      )}
    </Panel>
  )
}

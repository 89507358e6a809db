// B: a break. Why, and who holds what meanwhile; afterwards the head goes on paper.

import { type FormEvent, useState } from 'react'
import type { Refusal, View } from '../bridge.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { Field, textsOf } from '../parts/Field.tsx'
import { PersonChoice } from '../parts/PersonChoice.tsx'
import { strings } from '../strings.ts'
import { Panel } from './Panel.tsx'

type Props = {
  readonly open: boolean
  readonly people: View['people']
  readonly refusal: Refusal | null
  readonly waiting: string | null
  /** What would be lost by it. */
  readonly loses: View['openSecret']
  readonly onBreak: (by: string, reason: string, custody: string) => Promise<boolean>
  readonly onClose: () => void
}

export function BreakPanel({ open, people, refusal, waiting, loses, onBreak, onClose }: Props) {
  const [by, setBy] = useState<string | null>(null)
  const blocked = waiting ?? (by === null ? strings.panel.chooseWho : null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (by === null || blocked !== null) return
    const form = event.currentTarget
    const { reason = '', custody = '' } = textsOf(form, ['reason', 'custody'])
    if (await onBreak(by, reason, custody)) form.reset()
  }
  const words = strings.break
  return (
    <Panel open={open} title={words.title} lead={words.lead} refusal={refusal} onClose={onClose}>
      <form onSubmit={submit}>
        {loses === null ? null : <p className="attention">{strings.panel.loses[loses]}</p>}
        <PersonChoice legend={words.who} people={people} chosen={by} onChoose={setBy} />
        <Field name="reason" label={words.why} />
        <Field name="custody" label={words.custody} rows={3} />
        <ActionButton type="submit" look="primary" blocked={blocked}>
          {words.call}
        </ActionButton>
      </form>
    </Panel>
  )
}

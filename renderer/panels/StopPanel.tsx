// S: stop. Who, why, and whether it may be resumed or is void; nothing is chosen beforehand.

import { type FormEvent, useState } from 'react'
import type { Refusal, View } from '../bridge.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { Field, textsOf } from '../parts/Field.tsx'
import { PersonChoice } from '../parts/PersonChoice.tsx'
import { RadioChoice } from '../parts/RadioChoice.tsx'
import { strings } from '../strings.ts'
import { Panel } from './Panel.tsx'

export type Disposition = 'void' | 'resumable'

type Props = {
  readonly open: boolean
  readonly people: View['people']
  readonly refusal: Refusal | null
  readonly waiting: string | null
  /** What would be lost by it. */
  readonly loses: View['openSecret']
  readonly onStop: (by: string, reason: string, disposition: Disposition) => Promise<boolean>
  readonly onClose: () => void
}

const words = strings.stop
const endings = [
  { id: 'resumable', label: words.resumable, hint: words.resumableHint },
  { id: 'void', label: words.void, hint: words.voidHint },
] as const

export function StopPanel({ open, people, refusal, waiting, loses, onStop, onClose }: Props) {
  const [by, setBy] = useState<string | null>(null)
  const [how, setHow] = useState<Disposition | null>(null)
  const blocked = waiting ?? (by === null ? strings.panel.chooseWho : how === null ? words.chooseHow : null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (by === null || how === null || blocked !== null) return
    const form = event.currentTarget
    const { reason = '' } = textsOf(form, ['reason'])
    if (await onStop(by, reason, how)) form.reset()
  }
  return (
    <Panel
      open={open}
      title={words.title}
      lead={loses === null ? words.lead : words.leadLoses}
      refusal={refusal}
      onClose={onClose}
    >
      <form onSubmit={submit}>
        {loses === null ? null : <p className="attention">{strings.panel.loses[loses]}</p>}
        <PersonChoice legend={words.who} people={people} chosen={by} onChoose={setBy} />
        <Field name="reason" label={words.why} />
        <RadioChoice
          legend={words.how}
          options={endings}
          chosen={how}
          onChoose={(id) => setHow(id === 'void' ? 'void' : 'resumable')}
        />
        <ActionButton type="submit" look="danger" blocked={blocked}>
          {words.stop}
        </ActionButton>
      </form>
    </Panel>
  )
}

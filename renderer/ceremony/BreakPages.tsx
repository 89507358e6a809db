// A break: first the head goes on paper; then it comes back from paper, and only then does the ceremony go on.

import { type FormEvent, useState } from 'react'
import type { View } from '../bridge.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { Field, textsOf } from '../parts/Field.tsx'
import { PersonChoice } from '../parts/PersonChoice.tsx'
import { strings } from '../strings.ts'
import type { StationCalls } from '../useStation.ts'
import { HeadWords } from './HeadWords.tsx'

const words = strings.break

type WriteProps = {
  readonly head: string
  readonly peek: StationCalls['peek']
  readonly onWritten: () => void
}

export function WriteHead({ head, peek, onWritten }: WriteProps) {
  return (
    <article className="step wide" aria-labelledby="write-head">
      <h1 id="write-head">{words.writeTitle}</h1>
      <p className="do">{words.writeLead}</p>
      <HeadWords head={head} peek={peek} />
      <div className="actions">
        <ActionButton look="primary" focus onPress={onWritten}>
          {words.written}
        </ActionButton>
      </div>
    </article>
  )
}

type ResumeProps = {
  readonly people: View['people']
  readonly waiting: string | null
  readonly onResume: (by: string, head: string) => void
  readonly onLeave: () => void
}

/** The head is not on this page: it must come from the paper. */
export function ResumePage({ people, waiting, onResume, onLeave }: ResumeProps) {
  const [by, setBy] = useState<string | null>(null)
  const blocked = waiting ?? (by === null ? strings.panel.chooseWho : null)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (by !== null && blocked === null) onResume(by, textsOf(event.currentTarget, ['head']).head ?? '')
  }
  return (
    <article className="step" aria-labelledby="resume-title">
      <h1 id="resume-title">{words.resumeTitle}</h1>
      <p className="do">{words.resumeLead}</p>
      <form onSubmit={submit}>
        <PersonChoice legend={words.whoResumes} people={people} chosen={by} onChoose={setBy} focus />
        <Field name="head" label={words.head} hint={words.headHint} rows={4} />
        <div className="actions">
          <ActionButton blocked={waiting} onPress={onLeave}>
            {words.leave}
          </ActionButton>
          <ActionButton type="submit" look="primary" blocked={blocked}>
            {words.resume}
          </ActionButton>
        </div>
      </form>
    </article>
  )
}

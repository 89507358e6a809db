// Verify: a bag or root files are dropped, the verdict comes first, then the reasons, then the details.

import { type FormEvent, useState } from 'react'
import type { Verdict } from '../bridge.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { DropFiles } from '../parts/DropFiles.tsx'
import { Field, textsOf } from '../parts/Field.tsx'
import type { Dropped } from '../parts/read-files.ts'
import { strings } from '../strings.ts'
import type { PageProps } from './place.ts'
import { VerdictView } from './VerdictView.tsx'

const words = strings.verify

export function VerifyPage({ state, calls }: PageProps) {
  const [files, setFiles] = useState<readonly Dropped[]>([])
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const blocked = state.waiting ?? (files.length === 0 ? words.nothing : null)
  const verify = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (blocked !== null) return
    const { head = '' } = textsOf(event.currentTarget, ['head'])
    const args = { files: [...files], ...(head === '' ? {} : { head }) }
    setVerdict((await calls.ask('station.verify', args, words.running)) ?? null)
  }
  const size = files.reduce((sum, file) => sum + file.bytes.length, 0)
  return (
    <div className="page">
      <h1>{words.title}</h1>
      {verdict === null ? null : <VerdictView verdict={verdict} />}
      <DropFiles
        label={words.lead}
        many
        onFiles={(dropped) => {
          setVerdict(null)
          setFiles(dropped)
        }}
      />
      <p role="status">{files.length === 0 ? '' : strings.files.chosen(files.length, size)}</p>
      <form onSubmit={verify}>
        <Field name="head" label={words.head} hint={words.headHint} rows={3} />
        <div className="actions">
          <ActionButton type="submit" look="primary" blocked={blocked}>
            {words.run}
          </ActionButton>
        </div>
      </form>
    </div>
  )
}

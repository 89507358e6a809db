// The bag of a ceremony that lies on this station, verified at once; and once more with the head from paper.

import { type FormEvent, useCallback, useEffect, useState } from 'react'
import type { Verdict } from '../bridge.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { Field, textsOf } from '../parts/Field.tsx'
import { strings } from '../strings.ts'
import type { PageProps } from './place.ts'
import { VerdictView } from './VerdictView.tsx'

const words = strings.verify

type Props = Pick<PageProps, 'state' | 'calls'> & { readonly ceremony: string }

export function OwnBagPage({ state, calls, ceremony }: Props) {
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const { ask } = calls
  const verify = useCallback(
    async (head: string) => {
      setVerdict(null)
      const args = { ceremony, ...(head === '' ? {} : { head }) }
      setVerdict((await ask('station.verifyOwn', args, words.running)) ?? null)
    },
    [ask, ceremony],
  )
  useEffect(() => void verify(''), [verify])
  const again = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (state.waiting === null) void verify(textsOf(event.currentTarget, ['head']).head ?? '')
  }
  return (
    <div className="page">
      <h1>{words.ownTitle}</h1>
      <p>
        {words.ownLead} <code>{ceremony}</code>
      </p>
      {verdict === null ? null : <VerdictView verdict={verdict} />}
      <form onSubmit={again}>
        <Field name="head" label={words.head} hint={words.headHint} rows={3} />
        <div className="actions">
          <ActionButton type="submit" blocked={state.waiting}>
            {words.again}
          </ActionButton>
        </div>
      </form>
    </div>
  )
}

// What happened, what is safe, what to do next: the three sentences of every refusal, each under its label.

import type { Refusal } from '../bridge.ts'
import { strings } from '../strings.ts'
import { WithIds } from './WithIds.tsx'

export function RefusalWords({ words }: { readonly words: Refusal['words'] }) {
  return (
    <dl className="refusal-words">
      <dt>{strings.refusal.happened}</dt>
      <dd className="happened">
        <WithIds text={words.happened} />
      </dd>
      <dt>{strings.refusal.safe}</dt>
      <dd>{words.safe}</dd>
      <dt>{strings.refusal.next}</dt>
      <dd>{words.next}</dd>
    </dl>
  )
}

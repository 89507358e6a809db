// The right column: how long the transcript is, its head, the deviations, and what was done last.

import type { View } from '../bridge.ts'
import { strings } from '../strings.ts'
import type { LogLine } from './log.ts'

type Props = { readonly view: View; readonly log: readonly LogLine[] }

export function TranscriptColumn({ view, log }: Props) {
  const words = strings.frame
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <aside className="transcript" tabIndex={0} aria-label={words.transcript}>
      <h2>
        {words.transcript} <span className="count">{words.entries(view.transcript.length)}</span>
      </h2>
      <p className="small">{words.head}</p>
      {view.status === 'break' ? (
        <p className="small">{words.headHidden}</p>
      ) : (
        <p className="head-words" translate="no" title={words.headMore}>
          {view.transcript.words} …
        </p>
      )}
      <p className={view.deviations.length === 0 ? 'small' : 'small attention'}>
        {words.deviations(view.deviations.length)}
      </p>
      <h3 className="small">{words.since}</h3>
      {log.length === 0 ? (
        <p className="small">{words.nothingYet}</p>
      ) : (
        <ol className="log">
          {log.slice(0, 12).map((line) => (
            <li key={`${line.time} ${line.text}`}>
              <time dateTime={line.time}>{line.time.slice(11, 19)}</time> {line.text}
              {line.words === '' ? null : <span className="log-words">{line.words}</span>}
            </li>
          ))}
        </ol>
      )}
    </aside>
  )
}

// One step: its number, who does what, what is written down, room for initials and time.

import type { StepRow, Writing } from './sheet.ts'
import { WordGrid } from './WordGrid.tsx'
import { words } from './words.ts'

/** Labels that must stop a hurried reader. */
const loud: ReadonlySet<string> = new Set([
  'CANNOT BE UNDONE',
  'DEVIATION',
  'REFUSED',
  'FAILED',
  'STOPPED',
  'NOT SO',
  'PASSED OVER',
])

export function StepRowView({ row }: { readonly row: StepRow }) {
  return (
    <tr>
      <th scope="row">{row.number}</th>
      <td>
        <p className="paper-step-title">
          <span className="paper-strong">{row.title}</span> <span className="paper-who">{row.who}</span>
        </p>
        {row.lines.map(({ label, text }, at) => (
          <p key={at} className={loud.has(label) ? 'paper-say paper-loud' : 'paper-say'}>
            <span className="paper-label">{label}</span> <span>{text}</span>
          </p>
        ))}
        {row.writing.map((writing, at) => (
          <WritingView key={at} writing={writing} />
        ))}
        {row.facts.length > 0 && (
          <ul className="paper-small">
            {row.facts.map((fact, at) => (
              <li key={at}>{fact}</li>
            ))}
          </ul>
        )}
      </td>
      <td>{row.initial}</td>
      <td>{row.time}</td>
    </tr>
  )
}

function WritingView({ writing }: { readonly writing: Writing }) {
  switch (writing.kind) {
    case 'line':
      return (
        <p className="paper-line">
          <span>{writing.label}</span>
          {writing.text === '' ? (
            <span className="paper-rule" aria-hidden="true" />
          ) : (
            <span className="paper-written">{writing.text}</span>
          )}
        </p>
      )
    case 'words':
      return <WordGrid label={writing.label} words={writing.words} tick={writing.tick} />
    case 'options':
      return (
        <ul className="paper-ticks">
          {writing.options.map(({ text, chosen }) => (
            <li key={text}>
              <span className="paper-box" aria-hidden="true">
                {chosen ? 'X' : ''}
              </span>
              <span>{chosen ? `${text} (${words.chosen})` : text}</span>
            </li>
          ))}
        </ul>
      )
    default:
      return writing satisfies never
  }
}

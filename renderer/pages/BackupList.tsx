// The backups that this station knows of, and when each is to be tried again.

import type { Home } from '../bridge.ts'
import { strings } from '../strings.ts'

type Props = { readonly backups: Home['backups'] }

export function BackupList({ backups }: Props) {
  const words = strings.backups
  if (backups.length === 0) return null
  return (
    <section aria-labelledby="backups">
      <h2 id="backups">{words.title}</h2>
      <ul className="ceremonies">
        {backups.map((backup) => (
          <li key={`${backup.mode} ${backup.key} ${backup.madeIn}`}>
            <p>
              <strong>{words.of(backup.key)}</strong> <span className="mode-word">{strings.mode[backup.mode]}</span>
              <br />
              <span className={backup.state === 'green' ? undefined : 'attention'}>{stateOf(backup)}</span>
            </p>
            <p className="small">
              {backup.made === null ? words.madeElsewhere : words.made(backup.made)}
              {backup.set === null ? '' : ` ${words.set(backup.set)}`} <code>{backup.madeIn}</code>
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function stateOf({ drill, due, state }: Home['backups'][number]): string {
  const words = strings.backups
  const last =
    drill === null ? words.never : drill.passed ? words.passed(drill.day, drill.level) : words.failed(drill.day)
  if (due === null) return drill?.passed === true ? `${last} ${words.noDay}` : last
  return `${last} ${state === 'red' ? words.overdue(due) : words.due(due)}`
}

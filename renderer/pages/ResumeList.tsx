// The ceremonies that lie on this station: those that can go on, and those that cannot, with the reason.

import type { Home } from '../bridge.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { strings } from '../strings.ts'

type Lying = Home['ceremonies'][number]
type Props = {
  readonly ceremonies: readonly Lying[]
  readonly blocked: string | null
  readonly onResume: (id: string) => void
  readonly onVerify: (id: string) => void
}

export function ResumeList({ ceremonies, blocked, onResume, onVerify }: Props) {
  const words = strings.home
  return (
    <section aria-labelledby="resume">
      <h2 id="resume" tabIndex={-1}>
        {words.lying}
      </h2>
      {ceremonies.length === 0 ? <p>{words.resumeNone}</p> : null}
      <ul className="ceremonies">
        {ceremonies.map((ceremony) => (
          <li key={ceremony.id}>
            <p>
              <strong>{ceremony.title}</strong> <span className="mode-word">{strings.mode[ceremony.mode]}</span>
              <br />
              <span>{words.status[ceremony.status]}</span>
            </p>
            <p className="small">
              {words.ceremonyLine(ceremony.plan, ceremony.entries, dayAndTime(ceremony.time))}{' '}
              <code>{ceremony.id}</code>
            </p>
            {canResume(ceremony) ? (
              <ActionButton blocked={blocked} onPress={() => onResume(ceremony.id)}>
                {words.resumeOne(ceremony.title)}
              </ActionButton>
            ) : (
              <p>{cannot(ceremony)}</p>
            )}
            {ceremony.status === 'closed' ? (
              <ActionButton blocked={blocked} onPress={() => onVerify(ceremony.id)}>
                {words.verifyOne(ceremony.title)}
              </ActionButton>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

export const canResume = (ceremony: Lying): boolean => cannot(ceremony) === null

function cannot({ status }: Lying): string | null {
  switch (status) {
    case 'void':
    case 'closed':
    case 'damaged':
      return strings.home.cannotResume[status]
    case 'running':
    case 'break':
    case 'stopped':
      return null
    default:
      return status satisfies never
  }
}

const dayAndTime = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 16)} ${strings.frame.utc}`

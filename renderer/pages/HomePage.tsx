// Home: is this machine ready, what can be begun, what lies here.

import type { Home } from '../bridge.ts'
import { CheckLine } from '../parts/CheckLine.tsx'
import { Clock } from '../parts/Clock.tsx'
import { strings } from '../strings.ts'
import { BackupList } from './BackupList.tsx'
import type { PageProps, Place } from './place.ts'
import { canResume, ResumeList } from './ResumeList.tsx'

type Props = PageProps & {
  readonly onGo: (place: Place) => void
  /** To the verdict on the bag of a ceremony that is closed. */
  readonly onVerify: (ceremony: string) => void
}

export function HomePage({ state, calls, onOpened, onGo, onVerify }: Props) {
  const { home, waiting } = state
  const words = strings.home
  if (home === null) return <h1>{words.title}</h1>
  const open = home.ceremonies.filter(canResume)
  const rehearse = async (script: string) => onOpened(await calls.ask('station.rehearse', { script }, words.loading))
  const resume = async (ceremony: string) => onOpened(await calls.ask('station.resume', { ceremony }, words.loading))
  return (
    <div className="home">
      <div className="home-head">
        <div>
          <h1>{words.title}</h1>
          <p>{words.lead}</p>
          <ReadySummary lines={home.readiness} />
        </div>
        <Clock time={home.time} large />
      </div>
      <section aria-labelledby="choices">
        <h2 id="choices">{words.choices}</h2>
        <p className="small">{words.rehearseNote}</p>
        <div className="choices">
          {home.scripts.map((script) => (
            <Choice
              key={script.id}
              title={words.rehearse(script.title)}
              hint={words.rehearseHint[script.id] ?? ''}
              blocked={waiting}
              onChoose={() => void rehearse(script.id)}
            />
          ))}
          <Choice title={words.openPlan} hint={words.openPlanHint} blocked={waiting} onChoose={() => onGo('plan')} />
          <Choice
            title={words.resume}
            hint={open.length === 0 ? words.resumeEmpty : words.resumeHint(open.length)}
            blocked={waiting ?? (open.length === 0 ? words.resumeEmpty : null)}
            onChoose={() => {
              // The only one needs no list; one goes home again from where its head is asked for.
              const [only, second] = open
              if (only !== undefined && second === undefined) void resume(only.id)
              else document.getElementById('resume')?.focus()
            }}
          />
          <Choice title={words.verify} hint={words.verifyHint} blocked={waiting} onChoose={() => onGo('verify')} />
          <Choice title={words.inspect} hint={words.inspectHint} blocked={waiting} onChoose={() => onGo('inspect')} />
          <Choice title={words.tokens} hint={words.tokensHint} blocked={waiting} onChoose={() => onGo('tokens')} />
        </div>
      </section>
      <div className="home-columns">
        <Readiness lines={home.readiness} />
        <BackupList backups={home.backups} />
        <ResumeList
          ceremonies={home.ceremonies}
          blocked={waiting}
          onResume={(id) => void resume(id)}
          onVerify={onVerify}
        />
      </div>
    </div>
  )
}

type ChoiceProps = {
  readonly title: string
  readonly hint: string
  readonly blocked: string | null
  readonly onChoose: () => void
}

function Choice({ title, hint, blocked, onChoose }: ChoiceProps) {
  return (
    <button
      type="button"
      className="choice-card"
      aria-disabled={blocked !== null}
      title={blocked ?? undefined}
      onClick={() => blocked === null && onChoose()}
    >
      <strong>{title}</strong>
      <span>{hint}</span>
    </button>
  )
}

/** The list stands below the choices, and may be out of sight. */
function ReadySummary({ lines }: { readonly lines: Home['readiness'] }) {
  const count = (state: 'red' | 'amber') => lines.filter((line) => line.state === state).length
  const [red, amber] = [count('red'), count('amber')]
  if (red > 0) return <p className="attention">{strings.home.readyRed(red)}</p>
  return <p>{amber > 0 ? strings.home.readyAmber(amber) : strings.home.ready}</p>
}

function Readiness({ lines }: { readonly lines: Home['readiness'] }) {
  const worstFirst = (['red', 'amber', 'green'] as const).flatMap((wanted) =>
    lines.filter((line) => line.state === wanted),
  )
  return (
    <section aria-labelledby="readiness">
      <h2 id="readiness">{strings.home.readiness}</h2>
      <p className="small">{strings.home.selfReported}</p>
      {worstFirst.map((line) => (
        <CheckLine key={`${line.rule} ${line.words}`} {...line} />
      ))}
    </section>
  )
}

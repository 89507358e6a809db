// Always in sight: which ceremony, which plan, rehearsal or production, the clock with its zone, who is here.

import type { View } from '../bridge.ts'
import { Clock } from '../parts/Clock.tsx'
import { strings } from '../strings.ts'

export function TopBar({ view }: { readonly view: View }) {
  const present = view.people.filter((person) => person.present).length
  return (
    <header className={`top-bar ${view.mode}`}>
      <p className="ceremony-name">
        <strong>{view.title}</strong> <span>{strings.frame.plan(view.plan.name, view.plan.version)}</span>
      </p>
      <p className={`mode ${view.mode}`}>{strings.mode[view.mode]}</p>
      <Clock time={view.time} zone={view.plan.timeZone} />
      <p className="present">
        {present === 0 ? strings.frame.beforeRollCall : strings.frame.present(present, view.people.length)}
      </p>
    </header>
  )
}

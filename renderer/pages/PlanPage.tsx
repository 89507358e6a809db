// Open a plan: every problem listed, or what it says and survives; then the site, rehearsal or production, and begin.

import { useState } from 'react'
import type { PlanCheck } from '../bridge.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { DropFiles } from '../parts/DropFiles.tsx'
import { RadioChoice } from '../parts/RadioChoice.tsx'
import type { Dropped } from '../parts/read-files.ts'
import { strings } from '../strings.ts'
import { PlanFound } from './PlanFound.tsx'
import type { PageProps } from './place.ts'

type Mode = 'rehearsal' | 'production'
const words = strings.plan
const modes = [
  { id: 'rehearsal', label: words.rehearsal, hint: words.rehearsalHint },
  { id: 'production', label: words.production, hint: words.productionHint },
]

export function PlanPage({ state, calls, onOpened }: PageProps) {
  const [plan, setPlan] = useState<{ readonly file: Dropped; readonly check: PlanCheck } | null>(null)
  const [site, setSite] = useState<Dropped | null>(null)
  const [mode, setMode] = useState<Mode | null>(null)

  const check = async ([file]: readonly Dropped[]) => {
    if (file === undefined) return
    const found = await calls.ask('station.checkPlan', { name: file.path, plan: file.bytes }, words.checking)
    setPlan(found === undefined ? null : { file, check: found })
  }
  const begin = async () => {
    if (plan === null || site === null || mode === null) return
    const args = { planName: plan.file.path, plan: plan.file.bytes, siteName: site.path, site: site.bytes, mode }
    onOpened(await calls.ask('station.begin', args, words.beginning))
  }
  const missing = site === null ? words.beginNoSite : mode === null ? words.beginNoMode : null
  return (
    <div className="page">
      <h1>{words.title}</h1>
      <div role="status">
        {plan === null ? null : <PlanFound key={String(plan.check.ok)} name={plan.file.path} check={plan.check} />}
      </div>
      {plan?.check.ok === true ? null : (
        <section>
          <DropFiles label={words.choose} many={false} onFiles={(files) => void check(files)} />
          <p className="small">{words.chooseHint}</p>
        </section>
      )}
      {plan?.check.ok !== true ? null : (
        <section>
          <DropFiles label={words.site} many={false} onFiles={([file]) => setSite(file ?? null)} />
          <p className="small">{site === null ? words.siteHint : site.path}</p>
          <RadioChoice
            legend={words.mode}
            options={modes}
            chosen={mode}
            onChoose={(id) => setMode(id === 'production' ? 'production' : 'rehearsal')}
          />
          <div className="actions">
            <ActionButton blocked={state.waiting} onPress={() => setPlan(null)}>
              {words.another}
            </ActionButton>
            <ActionButton look="primary" blocked={state.waiting ?? missing} onPress={() => void begin()}>
              {words.begin}
            </ActionButton>
          </div>
        </section>
      )}
    </div>
  )
}

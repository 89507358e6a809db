// An act was interrupted: the station looks how it stands, shows what it found, and a person decides.

import { useState } from 'react'
import type { View } from '../bridge.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { Facts } from '../parts/Facts.tsx'
import { RefusalWords } from '../parts/RefusalWords.tsx'
import { SecretForm } from '../parts/SecretForm.tsx'
import { strings } from '../strings.ts'
import type { StepProps } from '../view.ts'
import { gateOf, namesOf } from './gates.ts'
import { useDoer } from './StepFrame.tsx'
import { StepHead } from './StepHead.tsx'

type Props = StepProps & {
  readonly reconcile: NonNullable<View['reconcile']>
  /** Opens the panel that stops the ceremony. */
  readonly onStop: () => void
}

export function ReconcileStep({ view, on, reconcile, onStop }: Props) {
  const doer = useDoer(view)
  const [spendTry, setSpendTry] = useState(false)
  const words = strings.reconcile
  const gate = gateOf({ people: view.people, step: { ...view.step, irreversible: null } })
  return (
    <article className="step" aria-labelledby="reconcile-title">
      <StepHead view={view} titleId="reconcile-title" title={words.title(view.step.title)} />
      <p className="do">{words.lead}</p>
      {reconcile.found !== null ? (
        <Found reconcile={reconcile} found={reconcile.found} view={view} on={on} doer={doer} onStop={onStop} />
      ) : gate.kind === 'secret' ? (
        <>
          <p>{words.pinNote}</p>
          <SecretForm
            key={gate.secret.slot}
            label={gate.secret.label}
            who={strings.secret.typedBy(namesOf(gate.secret.by))}
            isNew={false}
            button={strings.secret.give}
            blocked={doer.blocked}
            send={async (bytes) => doer.id !== null && (await on.secret(gate.secret.slot, doer.id, bytes))}
          />
        </>
      ) : (
        <>
          {view.refused === 'ceremony/pin-state' || spendTry ? (
            <label className="option spend">
              <input type="checkbox" checked={spendTry} onChange={(event) => setSpendTry(event.target.checked)} />
              <span>{strings.perform.spendTry(doer.name)}</span>
            </label>
          ) : null}
          <p>{words.lookNote}</p>
          <div className="actions">
            <ActionButton
              look="primary"
              focus
              blocked={doer.blocked}
              onPress={() => doer.id !== null && void on.look(doer.id, spendTry)}
            >
              {words.look}
            </ActionButton>
          </div>
        </>
      )}
    </article>
  )
}

type FoundProps = Props & { readonly found: readonly string[]; readonly doer: ReturnType<typeof useDoer> }

/** Only the decision that the finding bears out is offered; the host refuses the other. Where it bears out neither, the day ends. */
function Found({ reconcile, found, view, on, doer, onStop }: FoundProps) {
  const words = strings.reconcile
  if (reconcile.stop !== null)
    return (
      <>
        <section className="found">
          <h2>{words.looked}</h2>
          <Facts lines={found} />
          <p className="finding">
            <strong>{words.showsStop}</strong>
          </p>
          <RefusalWords words={reconcile.stop} />
        </section>
        <div className="actions">
          <ActionButton look="danger" focus blocked={view.waiting} onPress={onStop}>
            {words.stop}
          </ActionButton>
        </div>
      </>
    )
  const decision = reconcile.shows === 'done' ? 'done' : 'again'
  return (
    <>
      <section className="found">
        <h2>{words.looked}</h2>
        <Facts lines={found} />
        <p className="finding">
          <strong>{decision === 'done' ? words.showsDone : words.showsAgain}</strong> {words.decide}
        </p>
      </section>
      <div className="actions">
        <ActionButton
          look="primary"
          blocked={doer.blocked}
          onPress={() => doer.id !== null && void on.reconcile(doer.id, decision)}
        >
          {decision === 'done' ? words.done : words.again}
        </ActionButton>
      </div>
    </>
  )
}

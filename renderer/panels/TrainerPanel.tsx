// T, in a rehearsal: the trainer arms a fault for a step. The people in the room should not see which.

import { type FormEvent, useEffect, useState } from 'react'
import type { BridgeResult, Refusal, View } from '../bridge.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { PersonChoice } from '../parts/PersonChoice.tsx'
import { RadioChoice } from '../parts/RadioChoice.tsx'
import { strings } from '../strings.ts'
import type { StationCalls } from '../useStation.ts'
import { Panel } from './Panel.tsx'

type Props = {
  readonly open: boolean
  readonly people: View['people']
  readonly refusal: Refusal | null
  readonly waiting: string | null
  readonly peek: StationCalls['peek']
  /** Resolves to whether it was armed. */
  readonly onArm: (fault: string, step: string, by: string) => Promise<boolean>
  readonly onClose: () => void
}

type Staging = BridgeResult<'trainer.faults'>

const words = strings.trainer

/** Most steps of a fault that are offered: the next ones. */
const maxSteps = 6

/** The host's own name for a trainer who is nobody of the plan. */
const trainer = { id: 'trainer', name: words.trainer, roles: [words.notInPlan], present: false }

export function TrainerPanel({ open, people, refusal, waiting, peek, onArm, onClose }: Props) {
  const [staging, setStaging] = useState<Staging | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const [step, setStep] = useState<string | null>(null)
  const [by, setBy] = useState<string | null>(null)
  useEffect(() => {
    if (!open) return
    setFault(null)
    setStep(null)
    void peek('trainer.faults', {}).then((reply) => setStaging(reply.ok ? reply.value : null))
  }, [open, peek])
  const chosen = staging?.faults.find(({ id }) => id === fault)
  const steps = chosen?.steps.slice(0, maxSteps) ?? []
  const blocked = waiting ?? whatIsMissing(chosen, step, by)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (fault === null || step === null || by === null || blocked !== null) return
    if (await onArm(fault, step, by)) onClose()
  }
  return (
    <Panel open={open} title={words.title} lead={words.lead} refusal={refusal} onClose={onClose}>
      <form onSubmit={submit}>
        <RadioChoice
          legend={words.which}
          options={(staging?.faults ?? []).map(({ id, title, does }) => ({ id, label: title, hint: does }))}
          chosen={fault}
          onChoose={(id) => {
            setFault(id)
            setStep(staging?.faults.find((each) => each.id === id)?.steps[0]?.id ?? null)
          }}
        />
        {chosen === undefined ? null : (
          <>
            <p>
              <strong>{words.lesson}</strong> {chosen.lesson}
            </p>
            <RadioChoice
              legend={words.where}
              options={steps.map(({ id, number, title }) => ({ id, label: words.step(number, title) }))}
              chosen={step}
              onChoose={setStep}
            />
            <PersonChoice legend={words.who} people={[trainer, ...people]} chosen={by} onChoose={setBy} />
          </>
        )}
        <ActionButton type="submit" look="primary" blocked={blocked}>
          {words.arm}
        </ActionButton>
      </form>
      {staging === null || staging.armed.length === 0 ? null : <Armed armed={staging.armed} />}
    </Panel>
  )
}

function Armed({ armed }: { readonly armed: Staging['armed'] }) {
  return (
    <section>
      <h3>{words.armedTitle}</h3>
      <ul>
        {armed.map(({ fault, title, step, struck, overcome }) => (
          <li key={`${fault} ${step}`}>
            {words.armedAt(title, step, overcome ? words.overcome : struck ? words.struck : words.waits)}
          </li>
        ))}
      </ul>
    </section>
  )
}

function whatIsMissing(fault: object | undefined, step: string | null, by: string | null): string | null {
  if (fault === undefined) return words.chooseFault
  if (step === null) return words.chooseStep
  return by === null ? strings.panel.chooseWho : null
}

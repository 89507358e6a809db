// The station acts: what will be gone, the codes of two people, the secrets of who is named, then one button.

import { type ReactNode, useState } from 'react'
import { useFocusOnMount } from '../keyboard.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { SecretForm } from '../parts/SecretForm.tsx'
import { FirstWords } from '../parts/Words.tsx'
import { DiceForm } from '../share/DiceForm.tsx'
import { shareStrings } from '../share/strings.ts'
import { strings } from '../strings.ts'
import type { StepProps } from '../view.ts'
import { CodeForm } from './CodeForm.tsx'
import { GateList } from './GateList.tsx'
import { type Gate, gateOf, isNewSecret, namesOf } from './gates.ts'
import { passesOver } from './NotSo.tsx'
import { goesBack } from './Otherwise.tsx'
import { type Doer, type Say, StepFrame, useDoer } from './StepFrame.tsx'

const noValues = () => ({})

type Props = StepProps & {
  /** Stands before what the act needs. */
  readonly children?: ReactNode
  /** Instead of the script's own sentences, where they are done already. */
  readonly say?: Say
}

export function PerformStep({ view, on, onReview, children, say }: Props) {
  const { step } = view
  const doer = useDoer(view)
  const [spendTry, setSpendTry] = useState(false)
  const gate = gateOf(view)
  return (
    <StepFrame
      view={view}
      on={on}
      doer={doer}
      {...(onReview === undefined ? {} : { onReview })}
      {...(say === undefined ? {} : { say })}
      {...(goesBack(step.otherwise) || passesOver(step) ? { valuesNow: noValues } : {})}
      primary={
        gate.kind === 'act' ? (
          <ActionButton
            look={step.irreversible === null ? 'primary' : 'danger'}
            focus={step.irreversible === null}
            blocked={doer.blocked}
            onPress={() => doer.id !== null && void on.perform(doer.id, spendTry)}
          >
            {strings.perform.act[step.action ?? ''] ?? strings.perform.actOther}
          </ActionButton>
        ) : null
      }
    >
      {children}
      {step.compared?.form === 'digest' ? (
        <FirstWords lines={step.compared.words} label={strings.review.firstWords} />
      ) : null}
      {step.irreversible === null ? null : (
        <Gone key={gate.kind} text={step.irreversible.gone} focus={gate.kind === 'act'} />
      )}
      <div className="gate-area">
        <GateList view={view} gate={gate} />
        <GateForm view={view} on={on} gate={gate} doer={doer} />
      </div>
      {view.refused === 'ceremony/pin-state' || spendTry ? (
        <label className="option spend">
          <input type="checkbox" checked={spendTry} onChange={(event) => setSpendTry(event.target.checked)} />
          <span>
            {strings.perform.spendTry(doer.name)}
            <small>{strings.perform.spendTryNote}</small>
          </span>
        </label>
      ) : null}
    </StepFrame>
  )
}

/** It takes the focus when nothing is missing any more, so that it is read once more, and the button never has it by itself. */
function Gone({ text, focus }: { readonly text: string; readonly focus: boolean }) {
  const ref = useFocusOnMount<HTMLParagraphElement>(focus)
  return (
    <p className="gone" ref={ref} tabIndex={-1}>
      <strong>{strings.perform.irreversible}</strong> {text}
    </p>
  )
}

type GateProps = StepProps & { readonly gate: Gate; readonly doer: Doer }

/** The form of the gate that comes now. Its key makes it a new one each time, so that its first field gets the focus. */
function GateForm({ view, on, gate, doer }: GateProps) {
  switch (gate.kind) {
    case 'code':
      return <CodeForm key={gate.first ? 'first' : 'second'} view={view} on={on} gate={gate} />
    case 'secret': {
      const { slot, label, by } = gate.secret
      const typist = by.length === 1 ? by[0] : by.find((person) => person.id === doer.id)
      const blocked = view.waiting ?? (typist === undefined ? strings.step.chooseWho : null)
      const send = async (bytes: Uint8Array) => typist !== undefined && (await on.secret(slot, typist.id, bytes))
      if (slot === 'dice')
        return (
          <DiceForm
            key={slot}
            label={label}
            who={shareStrings.dice.typedBy(namesOf(by))}
            blocked={blocked}
            send={send}
          />
        )
      return (
        <SecretForm
          key={slot}
          label={label}
          who={typist === undefined ? strings.secret.typedByAny(namesOf(by)) : strings.secret.typedBy(typist.name)}
          isNew={isNewSecret(slot)}
          button={strings.secret.give}
          blocked={blocked}
          send={send}
        />
      )
    }
    case 'act':
      return null
    default:
      return gate satisfies never
  }
}

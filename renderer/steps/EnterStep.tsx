// Something is typed: a bag number, initials; at roll call a private code as well, which only its owner knows.

import { type FormEvent, useRef, useState } from 'react'
import { ActionButton } from '../parts/ActionButton.tsx'
import { Field, textsOf } from '../parts/Field.tsx'
import { MaskedInput } from '../parts/MaskedInput.tsx'
import { takeNew } from '../parts/SecretForm.tsx'
import { strings } from '../strings.ts'
import type { StepProps } from '../view.ts'
import { StepFrame, useDoer } from './StepFrame.tsx'

export function EnterStep({ view, on }: StepProps) {
  const doer = useDoer(view)
  const form = useRef<HTMLFormElement>(null)
  const code = useRef<HTMLInputElement>(null)
  const again = useRef<HTMLInputElement>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const { fields, secrets } = view.step
  const missing = secrets.find((secret) => !secret.given)
  const names = fields.map((field) => field.id)
  const valuesNow = () => (form.current === null ? {} : textsOf(form.current, names))

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (doer.blocked !== null || doer.id === null) return
    const values = valuesNow()
    if (missing !== undefined && code.current !== null) {
      const taken = takeNew(code.current, again.current)
      setProblem(typeof taken === 'string' ? taken : null)
      if (typeof taken === 'string') code.current.focus()
      if (typeof taken === 'string' || !(await on.secret(missing.slot, doer.id, taken))) return
    }
    await on.answer(doer.id, true, values)
  }

  return (
    <form ref={form} onSubmit={submit}>
      <StepFrame
        view={view}
        on={on}
        doer={doer}
        {...(secrets.length === 0 ? { valuesNow } : {})}
        primary={
          <ActionButton type="submit" look="primary" blocked={doer.blocked}>
            {strings.step.entered(doer.name)}
          </ActionButton>
        }
      >
        <div className="fields">
          {fields.map((field, index) => (
            <Field
              key={field.id}
              name={field.id}
              label={field.label}
              focus={index === 0}
              numeric={field.form === 'number'}
            />
          ))}
        </div>
        {secrets.map((secret) =>
          secret.given ? (
            <p key={secret.slot} className="given">
              {secret.label}: {strings.secret.given} ✓
            </p>
          ) : (
            <div key={secret.slot} className="secret-form">
              <p className="who-types">{strings.secret.typedBy(doer.name)}</p>
              <div className="fields">
                <MaskedInput label={secret.label} inputRef={code} />
                <MaskedInput label={strings.secret.again} inputRef={again} />
              </div>
              <p className="small">{strings.secret.newCode}</p>
            </div>
          ),
        )}
        <p role="alert" className="problem">
          {problem}
        </p>
      </StepFrame>
    </form>
  )
}

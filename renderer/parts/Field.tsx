// A labelled field for text that is no secret. Uncontrolled: the form that holds it reads it when it is sent.

import { useId } from 'react'
import { useFocusOnMount } from '../keyboard.ts'

type Props = {
  readonly name: string
  readonly label: string
  readonly hint?: string
  /** More than one line. */
  readonly rows?: number
  readonly focus?: boolean
  readonly numeric?: boolean
}

const plain = { autoComplete: 'off', autoCapitalize: 'off', autoCorrect: 'off', spellCheck: false } as const

export function Field({ name, label, hint, rows, focus = false, numeric = false }: Props) {
  const id = useId()
  const hintId = useId()
  const inputRef = useFocusOnMount<HTMLInputElement>(focus && rows === undefined)
  const areaRef = useFocusOnMount<HTMLTextAreaElement>(focus && rows !== undefined)
  const shared = { ...plain, id, name, maxLength: 2000, 'aria-describedby': hint === undefined ? undefined : hintId }
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {rows === undefined ? (
        <input ref={inputRef} type="text" inputMode={numeric ? 'numeric' : 'text'} {...shared} />
      ) : (
        <textarea ref={areaRef} rows={rows} {...shared} />
      )}
      {hint === undefined ? null : (
        <p className="small" id={hintId}>
          {hint}
        </p>
      )}
    </div>
  )
}

/** What stands in the text fields of a form, by name. */
export function textsOf(form: HTMLFormElement, names: readonly string[]): Readonly<Record<string, string>> {
  const data = new FormData(form)
  return Object.fromEntries(names.map((name) => [name, String(data.get(name) ?? '').trim()]))
}

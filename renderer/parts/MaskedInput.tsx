// One field for a secret: masked, shown only while a button is held, never in React's state, never in the clipboard.

import { type KeyboardEvent, type RefObject, useId } from 'react'
import { strings } from '../strings.ts'

type Props = {
  readonly label: string
  readonly inputRef: RefObject<HTMLInputElement | null>
  readonly describedBy?: string
}

/** The field is uncontrolled: what is typed lives in the DOM until `takeBytes` empties it. */
export function MaskedInput({ label, inputRef, describedBy }: Props) {
  const id = useId()
  const show = (shown: boolean) => {
    if (inputRef.current !== null) inputRef.current.type = shown ? 'text' : 'password'
  }
  const onKey = (event: KeyboardEvent, shown: boolean) => {
    if (event.key !== ' ' && event.key !== 'Enter') return
    event.preventDefault()
    show(shown)
  }
  return (
    <div className="masked">
      <label htmlFor={id}>{label}</label>
      <div className="masked-row">
        {/* "one-time-code" keeps the browser from offering to remember what is typed. */}
        <input
          ref={inputRef}
          id={id}
          type="password"
          autoComplete="one-time-code"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          maxLength={255}
          aria-describedby={describedBy}
          onCopy={(event) => event.preventDefault()}
          onCut={(event) => event.preventDefault()}
          onBlur={() => show(false)}
        />
        <button
          type="button"
          className="button show"
          aria-describedby={id}
          onPointerDown={() => show(true)}
          onPointerUp={() => show(false)}
          onPointerLeave={() => show(false)}
          onPointerCancel={() => show(false)}
          onKeyDown={(event) => onKey(event, true)}
          onKeyUp={(event) => onKey(event, false)}
          onBlur={() => show(false)}
        >
          {strings.secret.show}
        </button>
      </div>
    </div>
  )
}

/**
 * Empty the field and give its content as UTF-8. The one copy that JavaScript cannot wipe is the string that the field
 * itself held; docs/threat-model.md names it.
 */
export function takeBytes(input: HTMLInputElement): Uint8Array {
  const bytes = new TextEncoder().encode(input.value)
  input.value = ''
  input.type = 'password'
  return bytes
}

/** Whether two secrets are the same; both stay as they are. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index])

// One secret, typed by one named person: once, or twice where it is new. Sent as bytes, then the field is empty.

import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useFocusOnMount } from '../keyboard.ts'
import { strings } from '../strings.ts'
import { ActionButton } from './ActionButton.tsx'
import { MaskedInput, sameBytes, takeBytes } from './MaskedInput.tsx'

type Props = {
  readonly label: string
  /** Who types it, in a sentence. */
  readonly who: string
  /** A secret that is being chosen: it is typed twice, since a slip would lock its owner out. */
  readonly isNew: boolean
  readonly send: (bytes: Uint8Array) => Promise<boolean>
  readonly button: string
  /** Why it cannot be sent now; null when it can. */
  readonly blocked: string | null
  /** Something else in it is chosen first, and has the focus. */
  readonly focus?: boolean
  readonly children?: ReactNode
}

export function SecretForm({ label, who, isNew, send, button, blocked, focus = true, children }: Props) {
  const whoId = useId()
  const first = useFocusOnMount<HTMLInputElement>(focus)
  const second = useRef<HTMLInputElement>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const form = useRef<HTMLFormElement>(null)
  // Its button is in sight too, not only the field that has the focus.
  useEffect(() => void form.current?.scrollIntoView({ block: 'nearest' }), [])

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (blocked !== null || first.current === null) return
    const taken = takeNew(first.current, isNew ? second.current : null)
    setProblem(typeof taken === 'string' ? taken : null)
    if (typeof taken === 'string') first.current.focus()
    else if (await send(taken)) return
  }

  return (
    <form ref={form} className="secret-form" onSubmit={submit}>
      {children}
      <p className="who-types" id={whoId}>
        {who}
      </p>
      <div className="fields">
        <MaskedInput label={label} inputRef={first} describedBy={whoId} />
        {isNew ? <MaskedInput label={strings.secret.again} inputRef={second} /> : null}
      </div>
      {isNew ? <p className="small">{strings.secret.newNote}</p> : null}
      <p role="alert" className="problem">
        {problem}
      </p>
      <ActionButton type="submit" look="primary" blocked={blocked}>
        {button}
      </ActionButton>
    </form>
  )
}

/**
 * Empty the field (both fields of a new secret) and give the bytes, or say in words why there is nothing to send.
 * @param again - the second field of a new secret, else null.
 */
export function takeNew(input: HTMLInputElement, again: HTMLInputElement | null): Uint8Array | string {
  const bytes = takeBytes(input)
  const repeated = again === null ? undefined : takeBytes(again)
  const same = repeated === undefined || sameBytes(bytes, repeated)
  repeated?.fill(0)
  if (bytes.length > 0 && same) return bytes
  bytes.fill(0)
  return same ? strings.secret.empty : strings.secret.differ
}

// A button that never loses its place: when it cannot act it stays reachable, and says beside it why.

import { type ReactNode, useId } from 'react'
import { ignoreHeldKey, isSecondClick, useFocusOnMount } from '../keyboard.ts'

type Props = {
  readonly children: ReactNode
  /** `primary`: the one thing to do. `danger`: cannot be undone. `plain`: everything else. */
  readonly look?: 'primary' | 'danger' | 'plain'
  /** Why it cannot act now; null when it can. */
  readonly blocked?: string | null
  /** `submit` acts through the form around it. */
  readonly type?: 'button' | 'submit'
  readonly onPress?: () => void
  /** Takes the focus when it first stands there. Never for what cannot be undone. */
  readonly focus?: boolean
  /** Id of the sentence that says what it does. */
  readonly describedBy?: string | undefined
  readonly keyName?: string
}

/** @param props.blocked - shown under the button, in words; the button is not `disabled`, so the focus can rest on it. */
export function ActionButton(props: Props) {
  const { children, look = 'plain', blocked = null, type = 'button', onPress, focus = false, describedBy } = props
  const reasonId = useId()
  const ref = useFocusOnMount<HTMLButtonElement>(focus)
  const described = [describedBy, blocked === null ? undefined : reasonId].filter((id) => id !== undefined).join(' ')
  return (
    <span className="action">
      <button
        ref={ref}
        type={type}
        className={`button ${look}`}
        aria-disabled={blocked !== null}
        aria-describedby={described === '' ? undefined : described}
        aria-keyshortcuts={props.keyName}
        onKeyDown={ignoreHeldKey}
        onClick={(event) => {
          if (blocked !== null || isSecondClick(event)) event.preventDefault()
          else onPress?.()
        }}
      >
        {children}
      </button>
      {blocked === null ? null : (
        <span className="reason" id={reasonId}>
          {blocked}
        </span>
      )}
    </span>
  )
}

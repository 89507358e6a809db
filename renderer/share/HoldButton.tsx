// A button that shows something only as long as it is held.

import { type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { type Held, holdToShow } from './hold.ts'

type Props = {
  readonly children: ReactNode
  readonly onShow: (held: () => boolean) => void
  readonly onHide: (byItself: boolean) => void
  readonly buttonRef?: RefObject<HTMLButtonElement | null>
  readonly primary?: boolean
  readonly describedBy?: string
}

/** Clicks do nothing: what counts is that it is held. */
export function HoldButton({ children, onShow, onHide, buttonRef, primary = false, describedBy }: Props) {
  const own = useRef<HTMLButtonElement>(null)
  const ref = buttonRef ?? own
  const latest = useRef({ onShow, onHide })
  latest.current = { onShow, onHide }
  useEffect(() => {
    if (ref.current === null) return undefined
    const held: Held = holdToShow(ref.current, {
      show: () => latest.current.onShow(() => held.isHeld()),
      hide: (byItself) => latest.current.onHide(byItself),
    })
    return held.dispose
  }, [ref])
  return (
    <button
      ref={ref}
      type="button"
      className={primary ? 'button primary hold' : 'button hold'}
      aria-describedby={describedBy}
    >
      {children}
    </button>
  )
}

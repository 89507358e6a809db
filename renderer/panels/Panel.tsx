// A panel over the step. Escape closes it and destroys nothing: it stays mounted, so what was typed is still there.

import { type ReactNode, useEffect, useId, useRef } from 'react'
import type { Refusal } from '../bridge.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { RefusalNotice } from '../parts/RefusalNotice.tsx'
import { strings } from '../strings.ts'

type Props = {
  readonly open: boolean
  readonly title: string
  readonly lead: string
  readonly refusal: Refusal | null
  readonly onClose: () => void
  readonly closeLabel?: string
  readonly children: ReactNode
}

/** The browser's own modal dialog: the rest is inert, the focus stays inside and comes back afterwards. */
export function Panel({ open, title, lead, refusal, onClose, closeLabel, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  const leadId = useId()
  useEffect(() => {
    const dialog = ref.current
    if (dialog === null || dialog.open === open) return
    if (!open) dialog.close()
    else {
      dialog.showModal()
      dialog.querySelector<HTMLElement>('input, textarea, .button')?.focus()
    }
  }, [open])
  return (
    <dialog
      ref={ref}
      className="panel"
      aria-labelledby={titleId}
      aria-describedby={leadId}
      onCancel={(event) => {
        // Escape: closed through the state at once, not by an event that comes later.
        event.preventDefault()
        onClose()
      }}
      onClose={onClose}
    >
      <h2 id={titleId}>{title}</h2>
      <p id={leadId}>{lead}</p>
      <RefusalNotice refusal={open ? refusal : null} />
      {children}
      <div className="panel-close">
        <ActionButton onPress={onClose}>{closeLabel ?? strings.panel.close}</ActionButton>
      </div>
    </dialog>
  )
}

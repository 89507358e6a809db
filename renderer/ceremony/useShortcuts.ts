// The keys of the bottom bar: letters only while nothing is typed and no panel is open; F1 always.

import { useEffect } from 'react'
import { isTyping } from '../keyboard.ts'
import type { PanelName } from './BottomBar.tsx'

type Keys = {
  /** While the station is at work no panel opens. */
  readonly waiting: boolean
  readonly letters: boolean
  readonly panels: readonly PanelName[]
  readonly open: (panel: PanelName) => void
  readonly toggleRoom: () => void
}

const panelOf: Readonly<Record<string, PanelName>> = { d: 'deviation', b: 'break', s: 'stop', p: 'paper', t: 'trainer' }

export function useShortcuts({ waiting, letters, panels, open, toggleRoom }: Keys): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || document.querySelector('dialog[open]'))
        return
      if (event.key === 'F1') {
        event.preventDefault()
        if (!waiting) open('help')
      }
      if (!letters || isTyping(event.target)) return
      const key = event.key.toLowerCase()
      const panel = panelOf[key]
      if (key === 'r') toggleRoom()
      else if (panel !== undefined && panels.includes(panel) && !waiting) open(panel)
      else return
      // The letter must not land in the field that the panel puts the focus on.
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [waiting, letters, panels, open, toggleRoom])
}

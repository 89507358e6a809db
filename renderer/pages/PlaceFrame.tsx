// The frame of every place but a ceremony: whose station it is, the way home, the refusal, help.

import { type ReactNode, useEffect, useRef } from 'react'
import type { Home, Refusal } from '../bridge.ts'
import { Working } from '../ceremony/Working.tsx'
import { isTyping } from '../keyboard.ts'
import { RefusalNotice } from '../parts/RefusalNotice.tsx'
import type { Settings } from '../settings.ts'
import { strings } from '../strings.ts'
import type { Place } from './place.ts'

type Props = {
  readonly place: Place
  /** What the way back is called. */
  readonly back: string
  readonly home: Home | null
  readonly refusal: Refusal | null
  readonly waiting: string | null
  readonly onGo: (place: Place) => void
  readonly onHelp: () => void
  readonly settings: Settings
  readonly onRoom: () => void
  readonly children: ReactNode
}

export function PlaceFrame({ place, back, home, refusal, waiting, onGo, onHelp, settings, onRoom, children }: Props) {
  const main = useRef<HTMLElement>(null)
  useEffect(() => {
    main.current?.focus({ preventScroll: true })
    void window.scrollTo(0, 0)
  }, [place])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return
      if (event.key === 'F1') {
        event.preventDefault()
        onHelp()
      } else if (settings.letterKeys && event.key.toLowerCase() === 'r') onRoom()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [onHelp, onRoom, settings.letterKeys])
  return (
    <div className="place">
      <header className="top-bar">
        <p className="ceremony-name">
          <strong>{strings.product}</strong> {home === null ? null : <span>{strings.home.version(home.version)}</span>}
        </p>
        <nav aria-label={strings.nav.label}>
          {place === 'home' ? null : (
            <button type="button" className="bar-button" onClick={() => onGo('home')}>
              {back}
            </button>
          )}
          <button type="button" className="bar-button" aria-keyshortcuts="F1" onClick={onHelp}>
            <kbd>F1</kbd> {strings.settings.help}
          </button>
          <button
            type="button"
            className="bar-button"
            aria-pressed={settings.room}
            aria-keyshortcuts="R"
            onClick={onRoom}
          >
            <kbd>R</kbd> {strings.settings.room}
          </button>
        </nav>
      </header>
      <main ref={main} tabIndex={-1} aria-busy={waiting !== null}>
        <RefusalNotice refusal={refusal} />
        {children}
        <Working what={waiting} />
      </main>
    </div>
  )
}

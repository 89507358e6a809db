// Shown only as long as a button is held, by pointer or key: hidden on release, when the window loses sight of it, and by itself.

/** Nobody needs longer to read a card once; who does holds again. */
export const holdLimitMs = 60_000

export type Held = {
  /** It is held down now: what comes late must not be shown any more. */
  readonly isHeld: () => boolean
  readonly dispose: () => void
}

/**
 * @param on.show - once, when it is pressed.
 * @param on.hide - once, when it ends, however it ends; `byItself` where the time was up.
 */
export function holdToShow(
  button: HTMLElement,
  on: { readonly show: () => void; readonly hide: (byItself: boolean) => void },
  limitMs: number = holdLimitMs,
): Held {
  let timer: ReturnType<typeof setTimeout> | undefined
  const end = (byItself: boolean) => {
    if (timer === undefined) return
    clearTimeout(timer)
    timer = undefined
    on.hide(byItself)
  }
  const stop = () => end(false)
  const begin = () => {
    if (timer !== undefined) return
    timer = setTimeout(() => end(true), limitMs)
    on.show()
  }
  const listening = new AbortController()
  const { signal } = listening
  button.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button === 0) begin()
    },
    { signal },
  )
  for (const name of ['keyup', 'blur'] as const) button.addEventListener(name, stop, { signal })
  // The release counts wherever the hand has gone meanwhile.
  for (const name of ['pointerup', 'pointercancel'] as const) window.addEventListener(name, stop, { signal })
  button.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Escape') stop()
      if (event.key !== ' ' && event.key !== 'Enter') return
      event.preventDefault()
      if (!event.repeat) begin()
    },
    { signal },
  )
  button.addEventListener('contextmenu', (event) => event.preventDefault(), { signal })
  window.addEventListener('blur', stop, { signal })
  window.addEventListener('pagehide', stop, { signal })
  document.addEventListener('visibilitychange', stop, { signal })
  return {
    isHeld: () => timer !== undefined,
    dispose: () => {
      stop()
      listening.abort()
    },
  }
}

/** Nothing of it goes into the clipboard or is dragged away. */
export function keepIn(place: HTMLElement, signal: AbortSignal): void {
  for (const name of ['copy', 'cut', 'dragstart'] as const)
    place.addEventListener(name, (event) => event.preventDefault(), { signal })
}

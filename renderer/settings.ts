// What a person may choose for this window. Kept while it is open; the shell's profile lives in memory only.

export type Settings = {
  /** Everything twice as large, for a projector. */
  readonly room: boolean
  readonly dark: boolean
  /** Whether single letters open panels (WCAG 2.1.4: they can be switched off). */
  readonly letterKeys: boolean
}

export const defaultSettings: Settings = { room: false, dark: false, letterKeys: true }

/** Put the choices where the style sheet looks for them. */
export function applySettings(root: HTMLElement, settings: Settings): void {
  root.toggleAttribute('data-room', settings.room)
  root.toggleAttribute('data-dark', settings.dark)
}

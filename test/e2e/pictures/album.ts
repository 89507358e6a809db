// What every part of the pictures is given: a camera, a display, and a place of its own that is gone afterwards.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Camera } from '../camera.ts'
import type { Display } from '../display.ts'
import type { OpenKiosk } from '../kiosk.ts'

export type Album = {
  /** Readable by the user of the window. */
  readonly directory: string
  readonly camera: Camera
  readonly display: Display
  /** A kiosk over a work directory of this name; the one that was open is closed. */
  readonly open: (workDirectory: string) => Promise<OpenKiosk>
  readonly close: () => Promise<void>
}

/** A file that somebody brings in. @returns its path. */
export function written({ directory }: Album, name: string, text: string): string {
  const path = join(directory, name)
  writeFileSync(path, text, { mode: 0o644 })
  return path
}

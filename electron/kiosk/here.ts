// Can a window be opened on this machine? Asked by `npm start` before it decides.

import fs from 'node:fs'
import { chromiumPath } from './launch.node.ts'

/** One sentence that says why there can be no window, or undefined where there can. */
export function noWindowHere(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const { DISPLAY: display = '', WAYLAND_DISPLAY: wayland = '' } = environment
  if (display === '') {
    return wayland === ''
      ? 'There is no display here.'
      : 'This desktop offers no X display (Xwayland), which the window needs.'
  }
  return fs.existsSync(chromiumPath) ? undefined : 'Chromium is not installed here (Debian package chromium).'
}

import { bug, device, input, nothingDone, refuse } from './define.ts'

const untouched = 'The ceremony and its record were not touched.'

/** Errors of the window: what it needs, the guards around it, its process, its way to paper. */
export const windowErrors = {
  'window/no-display': input<Record<string, never>>(() => ({
    happened: 'There is no display here to open the window on.',
    safe: nothingDone,
    next: 'Start it from the desktop of the station, or lead the ceremony in the terminal: npm start -- --terminal',
  })),
  'window/no-chromium': input<{ path: string }>((d) => ({
    happened: `Chromium, which shows the window, is not at ${d.path}.`,
    safe: nothingDone,
    next: 'Install the Debian package chromium, or lead the ceremony in the terminal: npm start -- --terminal',
  })),
  'window/not-built': input<{ path: string; reason: string }>((d) => ({
    happened: `The window's pages cannot be read from ${d.path} (${d.reason}).`,
    safe: nothingDone,
    next: 'Build them once: node build/window.mjs',
  })),
  'window/user': refuse<{ reason: string }>((d) => ({
    happened: `There is no ordinary user to run the window as: ${d.reason}.`,
    safe: 'The window never runs as root, so it was not opened.',
    next: 'Start the station as an ordinary user, or name one in ANCHORITE_WINDOW_USER.',
  })),
  'window/guard': refuse<{ rule: string; reason: string }>((d) => ({
    happened: `A guard around the window does not hold (${d.rule}: ${d.reason}).`,
    safe: `The window was closed at once. ${untouched}`,
    next: 'Do not go on with this window. Report it with the name of the rule; the terminal can lead the ceremony.',
  })),
  'window/start': device<{ reason: string }>((d) => ({
    happened: `The window did not open: ${d.reason}.`,
    safe: untouched,
    next: 'Look at the display and at the memory of this machine, then start again.',
  })),
  'window/gone': device<{ call: string }>((d) => ({
    happened: `The window's program ended (while asked for ${d.call}).`,
    safe: 'Everything recorded before is kept.',
    next: 'Start the station again and resume the ceremony.',
  })),
  'window/browser': bug<{ call: string; reason: string }>((d) => ({
    happened: `The window's program did not take an order of the station (${d.call}: ${d.reason}).`,
    safe: 'Everything recorded before is kept.',
    next: 'Start the station again. If it comes back, report it with the version of Chromium.',
  })),
  'window/print': device<{ sheet: string; reason: string }>((d) => ({
    happened: `The sheet ${d.sheet} was not made: ${d.reason}.`,
    safe: 'Nothing was written. The ceremony stands where it stood.',
    next: 'Try again. If it comes back, go on without this sheet and record a deviation.',
  })),
}

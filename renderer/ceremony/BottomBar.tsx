// What anybody in the room may do at any time, each with its key.

import type { View } from '../bridge.ts'
import { isSecondClick } from '../keyboard.ts'
import { strings } from '../strings.ts'

export type PanelName = 'deviation' | 'break' | 'stop' | 'paper' | 'help' | 'trainer'

type Props = {
  /** Those that may be opened now (`panelsFor`). */
  readonly panels: readonly PanelName[]
  readonly waiting: string | null
  readonly room: boolean
  readonly onOpen: (panel: PanelName) => void
  readonly onRoom: () => void
}

type Entry = { readonly panel: PanelName; readonly key: string; readonly label: string }

const words = strings.frame
const entries = {
  deviation: { panel: 'deviation', key: 'D', label: words.deviation },
  break: { panel: 'break', key: 'B', label: words.break },
  stop: { panel: 'stop', key: 'S', label: words.stop },
  paper: { panel: 'paper', key: 'P', label: words.paper },
  help: { panel: 'help', key: 'F1', label: strings.settings.help },
  trainer: { panel: 'trainer', key: 'T', label: words.trainer },
} as const satisfies Record<PanelName, Entry>

/** Which panels may be opened while the ceremony has this status; `trains`: the trainer's, too. */
export function panelsFor(status: View['status'], trains: boolean): readonly PanelName[] {
  const more: readonly PanelName[] = trains ? ['trainer'] : []
  switch (status) {
    case 'running':
      return ['deviation', 'break', 'stop', 'paper', 'help', ...more]
    case 'break':
      return ['deviation', 'stop', 'paper', 'help', ...more]
    case 'unopened':
    case 'stopped':
    case 'closed':
      return ['paper', 'help']
    default:
      return status satisfies never
  }
}

export function BottomBar({ panels, waiting, room, onOpen, onRoom }: Props) {
  return (
    <footer className="bottom-bar">
      <ul aria-label={words.bar}>
        {panels.map((panel) => {
          const { key, label } = entries[panel]
          return (
            <li key={panel} className={`bar-${panel}`}>
              <button
                type="button"
                className="bar-button"
                aria-disabled={waiting !== null}
                aria-keyshortcuts={key}
                title={waiting ?? undefined}
                onClick={(event) => {
                  if (waiting === null && !isSecondClick(event)) onOpen(panel)
                }}
              >
                <kbd>{key}</kbd> {label}
              </button>
            </li>
          )
        })}
        <li>
          <button type="button" className="bar-button" aria-pressed={room} aria-keyshortcuts="R" onClick={onRoom}>
            <kbd>R</kbd> {strings.settings.room}
          </button>
        </li>
      </ul>
    </footer>
  )
}

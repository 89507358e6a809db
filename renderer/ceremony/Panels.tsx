// The panels of a ceremony. All stay mounted, so that Escape closes one without losing what was typed in it.

import type { View } from '../bridge.ts'
import { BreakPanel } from '../panels/BreakPanel.tsx'
import { DeviationPanel } from '../panels/DeviationPanel.tsx'
import { HelpPanel } from '../panels/HelpPanel.tsx'
import { PaperPanel } from '../panels/PaperPanel.tsx'
import { StopPanel } from '../panels/StopPanel.tsx'
import { TrainerPanel } from '../panels/TrainerPanel.tsx'
import type { Settings } from '../settings.ts'
import type { StationCalls, StationState } from '../useStation.ts'
import type { PanelName } from './BottomBar.tsx'
import { recordDeviation } from './callbacks.ts'

type Props = {
  readonly panel: PanelName | null
  readonly view: View
  readonly state: StationState
  readonly calls: StationCalls
  readonly settings: Settings
  readonly onSettings: (settings: Settings) => void
  /** The deviation was asked for to pass the step as it is. */
  readonly goesOn: boolean
  readonly onDeviation: () => void
  readonly onBreak: (after: View) => void
  readonly onStop: () => void
  /** This panel was closed; another may be open by then. */
  readonly onClose: (panel: PanelName) => void
}

export function Panels({ panel, view, state, calls, settings, onSettings, goesOn, onClose, ...done }: Props) {
  const { waiting, refusal } = state
  const shared = (name: PanelName) => ({
    open: panel === name,
    people: view.people,
    waiting,
    refusal,
    onClose: () => onClose(name),
  })
  return (
    <>
      <DeviationPanel
        {...shared('deviation')}
        deviations={view.deviations}
        goesOn={goesOn}
        onRecord={async (by, text, code) => {
          const recorded = await recordDeviation(calls, by, text, code)
          if (recorded) done.onDeviation()
          return recorded
        }}
      />
      <BreakPanel
        {...shared('break')}
        loses={view.openSecret}
        onBreak={async (by, reason, custody) => {
          const after = await calls.act('ceremony.break', { by, reason, custody })
          if (after !== undefined) done.onBreak(after)
          return after !== undefined
        }}
      />
      <StopPanel
        {...shared('stop')}
        loses={view.openSecret}
        onStop={async (by, reason, disposition) => {
          const after = await calls.act('ceremony.stop', { by, reason, disposition })
          if (after !== undefined) done.onStop()
          return after !== undefined
        }}
      />
      <PaperPanel
        open={panel === 'paper'}
        status={view.status}
        refusal={refusal}
        waiting={waiting}
        calls={calls}
        onClose={() => onClose('paper')}
      />
      {view.mode === 'rehearsal' ? (
        <TrainerPanel
          {...shared('trainer')}
          peek={calls.peek}
          onArm={async (fault, step, by) => (await calls.act('trainer.arm', { fault, step, by })) !== undefined}
        />
      ) : null}
      <HelpPanel
        open={panel === 'help'}
        people={view.people}
        settings={settings}
        onSettings={onSettings}
        onClose={() => onClose('help')}
      />
    </>
  )
}

// The frame of a ceremony: top bar, acts and steps, the one thing to do, the transcript, the keys; and the panels over it.

import { useCallback, useEffect, useRef, useState } from 'react'
import type { Sheet, View } from '../bridge.ts'
import { RefusalNotice } from '../parts/RefusalNotice.tsx'
import type { Settings } from '../settings.ts'
import { strings } from '../strings.ts'
import type { StationCalls, StationState } from '../useStation.ts'
import { BottomBar, type PanelName, panelsFor } from './BottomBar.tsx'
import { type GoOn, stepCallbacks } from './callbacks.ts'
import { Middle, useShown } from './Middle.tsx'
import { MoreBelow } from './MoreBelow.tsx'
import { Outline } from './Outline.tsx'
import { type OutlineAct, outlineOf } from './outline.ts'
import { Panels } from './Panels.tsx'
import { type Stage, stageOf } from './stage.ts'
import { TokenQuiet } from './TokenQuiet.tsx'
import { TopBar } from './TopBar.tsx'
import { TranscriptColumn } from './TranscriptColumn.tsx'
import { useShortcuts } from './useShortcuts.ts'
import { Working } from './Working.tsx'

type Props = {
  readonly view: View
  readonly state: StationState
  readonly calls: StationCalls
  readonly settings: Settings
  readonly onSettings: (settings: Settings) => void
  readonly onLeave: () => void
  readonly onVerify: () => void
}

export function CeremonyPage({ view, state, calls, settings, onSettings, onLeave, onVerify }: Props) {
  const acts = useOutline(view.ceremony, calls)
  const shown = useShown()
  const main = useRef<HTMLElement>(null)
  const [panel, setPanel] = useState<PanelName | null>(null)
  const [goOn, setGoOn] = useState<GoOn | null>(null)
  const { dismiss, act } = calls

  const open = useCallback(
    (name: PanelName) => {
      dismiss()
      setGoOn(null)
      setPanel(name)
    },
    [dismiss],
  )
  const toggleRoom = useCallback(() => onSettings({ ...settings, room: !settings.room }), [onSettings, settings])
  const stage = stageOf(view, shown)
  const panels = panelsFor(view.status, trains(view, settings, stage))
  useShortcuts({
    waiting: state.waiting !== null,
    letters: settings.letterKeys,
    panels,
    open,
    toggleRoom,
  })

  const answerAsItIs = (what: GoOn) =>
    act('ceremony.answer', { step: view.step?.id ?? '', by: what.by, fits: false, values: { ...what.values } })
  const on = stepCallbacks(view, calls, (what) => {
    if (state.excused === view.step?.id) void answerAsItIs(what)
    else {
      open('deviation')
      setGoOn(what)
    }
  })
  const titleOf = (id: string) => titleOfStep(acts, id, state, view)
  const focusStep = useCallback(() => focusOn(main.current), [])
  // A panel that closes gives the focus back to what had it; that may be gone.
  useEffect(() => {
    if (panel === null && main.current?.contains(document.activeElement) !== true) focusStep()
  }, [panel, focusStep])

  return (
    <div className="ceremony">
      <TopBar view={view} />
      <Outline acts={acts} view={view} />
      <main ref={main} tabIndex={-1} className={state.waiting === null ? '' : 'at-work'}>
        {/* Busy is what the station works on; what it says meanwhile is read out. */}
        <div className="at-hand" aria-busy={state.waiting !== null}>
          <p role="status" className="visually-hidden">
            {view.step === null ? '' : strings.step.announce(view.step.number, view.step.title, view.act?.title ?? '')}
          </p>
          <RefusalNotice refusal={panel === null ? state.refusal : null} onReturn={focusStep} />
          <p role="status" className={state.wentBackTo === null ? '' : 'went-back'}>
            {state.wentBackTo === null ? '' : strings.step.wentBack(state.wentBackTo)}
          </p>
          <Middle
            stage={stage}
            view={view}
            state={state}
            calls={calls}
            on={on}
            titleOf={titleOf}
            onRead={() => shown.setRead(view.transcript.length)}
            onWritten={() => shown.setWriting(null)}
            onPaper={() => open('paper')}
            onStop={() => open('stop')}
            onLeave={onLeave}
            onVerify={onVerify}
          />
        </div>
        <Working what={state.waiting}>
          <TokenQuiet people={view.people.filter(({ present }) => present)} peek={calls.peek} />
        </Working>
      </main>
      <MoreBelow box={main} />
      <TranscriptColumn view={view} log={state.log} />
      <BottomBar panels={panels} waiting={state.waiting} room={settings.room} onOpen={open} onRoom={toggleRoom} />
      <Panels
        panel={panel}
        view={view}
        state={state}
        calls={calls}
        settings={settings}
        onSettings={onSettings}
        goesOn={goOn !== null}
        onDeviation={() => {
          setPanel(null)
          if (goOn !== null) void answerAsItIs(goOn)
        }}
        onBreak={(after) => {
          setPanel(null)
          shown.setWriting(after.transcript.head)
        }}
        onStop={() => setPanel(null)}
        onClose={(closed) => {
          if (panel !== closed) return
          dismiss()
          setPanel(null)
        }}
      />
    </div>
  )
}

/**
 * In a rehearsal the trainer has a key; not in room mode, where the room reads along. While an outcome is read aloud it
 * waits: a line in the transcript would take the outcome off the screen.
 */
const trains = (view: View, { room }: Settings, stage: Stage): boolean =>
  view.mode === 'rehearsal' && !room && stage.kind !== 'outcome'

/** What is typed into, or the one button; never a button that cannot be undone. */
function focusOn(main: HTMLElement | null): void {
  const wanted = main?.querySelector<HTMLElement>('.step input:not([type=checkbox]), .step textarea, .step .primary')
  const target = wanted ?? main
  target?.focus()
}

/** The script as it is printed, read once. */
function useOutline(ceremony: string, { peek }: StationCalls): readonly OutlineAct[] {
  const [sheet, setSheet] = useState<Sheet | null>(null)
  useEffect(() => {
    void peek('paper.sheet', { sheet: 'script' }).then((reply) => setSheet(reply.ok ? reply.value : null))
  }, [ceremony, peek])
  return sheet === null ? [] : outlineOf(sheet)
}

/** The view names the step that was performed by its id; its title stands in the log, where this window did it. */
function titleOfStep(acts: readonly OutlineAct[], id: string, state: StationState, view: View): string {
  const stands = view.step?.number ?? view.steps + 1
  const fromScript = acts.flatMap((act) => act.steps).findLast((step) => step.number < stands && !step.onlyIf)?.title
  return fromScript ?? state.log[0]?.text ?? id
}

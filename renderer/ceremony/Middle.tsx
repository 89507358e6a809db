// The middle of the screen: the step that stands, or what comes instead of it.

import { useState } from 'react'
import type { View } from '../bridge.ts'
import { ClockPanel } from '../panels/ClockPanel.tsx'
import { ReconcileStep } from '../steps/ReconcileStep.tsx'
import { Step } from '../steps/Step.tsx'
import type { StationCalls, StationState } from '../useStation.ts'
import type { StepCallbacks, StepScreen } from '../view.ts'
import { ResumePage, WriteHead } from './BreakPages.tsx'
import { ClosedPage, ClosingPage, StoppedPage } from './EndPages.tsx'
import { Outcome } from './Outcome.tsx'
import { StagedNote } from './StagedNote.tsx'
import type { Stage } from './stage.ts'

type Props = {
  readonly stage: Stage
  readonly view: View
  readonly state: StationState
  readonly calls: StationCalls
  readonly on: StepCallbacks
  readonly titleOf: (step: string) => string
  readonly onRead: () => void
  readonly onWritten: () => void
  readonly onPaper: () => void
  readonly onStop: () => void
  readonly onLeave: () => void
  /** To the verdict on the bag of this ceremony. */
  readonly onVerify: () => void
}

export function Middle({ stage, view, state, calls, on, ...page }: Props) {
  const { waiting } = state
  const { act, peek } = calls
  switch (stage.kind) {
    case 'clock':
      return (
        <ClockPanel
          people={view.people}
          time={view.time}
          timeZone={view.plan.timeZone}
          waiting={waiting}
          onConfirm={(by, reason) => void act('ceremony.clock', { by, reason })}
          onLookAgain={() => void act('ceremony.view', {})}
        />
      )
    case 'write-head':
      return <WriteHead head={stage.head} peek={peek} onWritten={page.onWritten} />
    case 'resume':
      return (
        <ResumePage
          people={view.people}
          waiting={waiting}
          onResume={(by, head) => void act('ceremony.resume', { by, head })}
          onLeave={page.onLeave}
        />
      )
    case 'stopped':
      return <StoppedPage view={view} peek={peek} waiting={waiting} onPaper={page.onPaper} onLeave={page.onLeave} />
    case 'closed':
      return (
        <ClosedPage
          view={view}
          peek={peek}
          waiting={waiting}
          onPaper={page.onPaper}
          onLeave={page.onLeave}
          onVerify={page.onVerify}
        />
      )
    case 'closing':
      return <ClosingPage closed={stage.closed} waiting={waiting} onClose={() => void act('ceremony.close', {})} />
    case 'outcome':
      return (
        <Outcome
          outcome={stage.outcome}
          title={page.titleOf(stage.outcome.step)}
          mode={view.mode}
          people={view.people}
          note={view.mode === 'rehearsal' ? <StagedNote step={stage.outcome.step} peek={peek} /> : null}
          onNext={page.onRead}
        />
      )
    case 'reconcile':
      return (
        <ReconcileStep
          view={screenOf(view, stage.step, state)}
          on={on}
          reconcile={stage.reconcile}
          onStop={page.onStop}
        />
      )
    case 'step':
      return <Step key={stage.step.id} view={screenOf(view, stage.step, state)} on={on} />
    default:
      return stage satisfies never
  }
}

const screenOf = (view: View, step: StepScreen['step'], state: StationState): StepScreen => ({
  step,
  steps: view.steps,
  act: view.act,
  mode: view.mode,
  people: view.people,
  time: view.time,
  timeZone: view.plan.timeZone,
  waiting: state.waiting,
  refused: state.refusal?.code ?? null,
  excused: state.excused === step.id,
})

/** Which outcome was read, and which head is still to be written: only what this window shows, never where the ceremony is. */
export function useShown() {
  const [read, setRead] = useState(-1)
  const [writing, setWriting] = useState<string | null>(null)
  return { read, setRead, writing, setWriting } as const
}

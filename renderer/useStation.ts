// All that the window keeps: what the host last said, whether a call is under way, and the refusal that is on the screen.

import { useMemo, useRef, useState } from 'react'
import type { BridgeArgs, BridgeCall, BridgeResult, CallBridge, Home, Refusal, Reply, View } from './bridge.ts'
import { type LogLine, logLine } from './ceremony/log.ts'
import { strings } from './strings.ts'

export type StationState = {
  readonly home: Home | null
  readonly view: View | null
  /** Why nothing else can be done at this moment; null when no call is under way. */
  readonly waiting: string | null
  readonly refusal: Refusal | null
  /** Newest first. */
  readonly log: readonly LogLine[]
  /** Id of the step for which a deviation was recorded while it stood. */
  readonly excused: string | null
  /** Number of the step to which the script went back with the last answer. */
  readonly wentBackTo: number | null
}

type CeremonyName = Extract<BridgeCall, `ceremony.${string}` | 'trainer.arm'>

export type StationCalls = {
  /** One call that gives no view. Resolves to undefined where it was refused; the refusal is in the state. */
  readonly ask: <C extends BridgeCall>(
    name: C,
    args: BridgeArgs<C>,
    waiting: string,
  ) => Promise<BridgeResult<C> | undefined>
  /** One call of the ceremony. Resolves to the new view, or undefined where it was refused. */
  readonly act: <C extends CeremonyName>(name: C, args: BridgeArgs<C>, waiting?: string) => Promise<View | undefined>
  /** A call beside everything else, for what is only shown: its refusal is not put on the screen. */
  readonly peek: <C extends BridgeCall>(name: C, args: BridgeArgs<C>) => Promise<Reply<BridgeResult<C>>>
  readonly showHome: (home: Home) => void
  readonly showView: (view: View) => void
  /** The view that came with another answer, of the same ceremony. */
  readonly follow: (view: View) => void
  readonly dismiss: () => void
}

const empty: StationState = {
  home: null,
  view: null,
  waiting: null,
  refusal: null,
  log: [],
  excused: null,
  wentBackTo: null,
}

/** The right-hand column shows the last few; older ones are on paper and in the transcript. */
const maxLog = 40

const lost: Extract<Reply<never>, { ok: false }> = {
  ok: false,
  error: { code: 'window/lost', disposition: 'bug', words: strings.window.lost },
}

/** @param call - the shell's one call; it answers with a refusal, and rejects only when the shell itself is gone. */
export function useStation(call: CallBridge): readonly [StationState, StationCalls] {
  const [state, setState] = useState(empty)
  const busy = useRef(false)
  const latest = useRef<View | null>(null)

  const calls = useMemo((): StationCalls => {
    const peek: StationCalls['peek'] = (name, args) => call(name, args).catch(() => lost)
    const change = (part: Partial<StationState>) => setState((before) => ({ ...before, ...part }))

    const ask: StationCalls['ask'] = async (name, args, waiting) => {
      if (busy.current) return undefined
      busy.current = true
      change({ waiting, refusal: null, wentBackTo: null })
      const reply = await peek(name, args)
      busy.current = false
      change({ waiting: null, refusal: reply.ok ? null : reply.error })
      return reply.ok ? reply.value : undefined
    }

    const showView = (view: View): void => {
      latest.current = view
      change({ view, log: [], excused: null })
    }

    const act: StationCalls['act'] = async (name, args, waiting = strings.step.atWork) => {
      const before = latest.current
      const after = await ask(name, args, waiting)
      if (after === undefined) {
        await refresh()
        return undefined
      }
      latest.current = after
      const line = logLine(before, name, after)
      setState((now) => ({ ...now, ...followed(now, before, name, after, line) }))
      return after
    }

    /** After a refusal the host may have forgotten what was typed: look again, and keep the refusal on the screen. */
    const refresh = async (): Promise<void> => {
      const reply = await peek('ceremony.view', {})
      if (!reply.ok) return
      latest.current = reply.value
      change({ view: reply.value })
    }

    return {
      ask,
      act,
      peek,
      showView,
      follow: (view) => {
        latest.current = view
        change({ view })
      },
      showHome: (home) => change({ home, view: null }),
      dismiss: () => change({ refusal: null }),
    }
  }, [call])

  return [state, calls]
}

function followed(
  now: StationState,
  before: View | null,
  name: CeremonyName,
  view: View,
  line: LogLine | undefined,
): Partial<StationState> {
  const same = before?.step?.id === view.step?.id
  const excused = name === 'ceremony.deviation' ? (view.step?.id ?? null) : same ? now.excused : null
  const [was, is] = [before?.step?.number, view.step?.number]
  const wentBackTo = name === 'ceremony.answer' && was !== undefined && is !== undefined && is < was ? is : null
  return {
    view,
    excused,
    wentBackTo,
    log: line === undefined ? now.log : [line, ...now.log].slice(0, maxLog),
  }
}

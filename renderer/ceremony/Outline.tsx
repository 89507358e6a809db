// The left column: acts with ticks, and the steps of the act that stands. It only shows; nothing is undone by looking.

import { useEffect, useRef } from 'react'
import type { View } from '../bridge.ts'
import { strings } from '../strings.ts'
import { type OutlineAct, shownSteps } from './outline.ts'

type Props = { readonly acts: readonly OutlineAct[]; readonly view: View }

export function Outline({ acts, view }: Props) {
  const now = useRef<HTMLLIElement>(null)
  const number = view.step?.number ?? view.steps + 1
  useEffect(() => {
    // Its result is no clean-up: newer browsers give a promise.
    void now.current?.scrollIntoView({ block: 'center' })
  }, [number, acts])
  const stands = view.act?.number ?? 0
  const over = view.step === null
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <nav className="outline" tabIndex={0} aria-label={strings.frame.outline}>
      {view.act === null ? null : <p className="small">{strings.frame.act(view.act.number, view.act.of)}</p>}
      <ol>
        {actsOf(acts, view).map((act, index) => {
          const state = over || index + 1 < stands ? 'done' : index + 1 === stands ? 'now' : 'later'
          return (
            <li key={act.title} className={state} aria-current={state === 'now' ? 'step' : undefined}>
              <span className="act-title">
                {act.title} <Mark state={state} />
              </span>
              {state === 'now' && act.steps.length > 0 ? (
                <ol>
                  {shownSteps(act, number).map((step) => {
                    const at = step.number < number ? 'done' : step.number === number ? 'now' : 'later'
                    return (
                      <li key={step.number} className={at} ref={at === 'now' ? now : undefined}>
                        <span className="number">{step.number}</span> <span>{step.title}</span> <Mark state={at} />
                      </li>
                    )
                  })}
                </ol>
              ) : null}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}

/** Until the script has been read, the act that stands is all there is to show. */
const actsOf = (acts: readonly OutlineAct[], view: View): readonly OutlineAct[] =>
  acts.length > 0 || view.act === null
    ? acts
    : Array.from({ length: view.act.number }, (_, index) =>
        index + 1 === view.act?.number
          ? { title: view.act.title, steps: [] }
          : { title: strings.frame.act(index + 1, view.act?.of ?? 0), steps: [] },
      )

function Mark({ state }: { readonly state: 'done' | 'now' | 'later' }) {
  if (state === 'later') return null
  return (
    <span className="mark">
      <span aria-hidden="true">{state === 'done' ? '✓' : '●'}</span>
      <span className="visually-hidden">{state === 'done' ? strings.frame.done : strings.frame.now}</span>
    </span>
  )
}

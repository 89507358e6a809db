// A verdict: one large line first, with a mark of its own shape; then why, then what was verified.

import { useEffect, useRef } from 'react'
import type { Verdict } from '../bridge.ts'
import { RefusalWords } from '../parts/RefusalWords.tsx'
import { Words } from '../parts/Words.tsx'
import { strings } from '../strings.ts'

const words = strings.verify

/** It takes the focus, so that it is read first. */
export function VerdictView({ verdict }: { readonly verdict: Verdict }) {
  const ref = useRef<HTMLElement>(null)
  useEffect(() => {
    ref.current?.focus({ preventScroll: true })
    void window.scrollTo(0, 0)
  }, [verdict])
  if (verdict.verdict === 'refused')
    return (
      <section ref={ref} tabIndex={-1} className="verdict refused" aria-label={words.refused}>
        <h2>
          <span aria-hidden="true">✕</span> {words.refused}
        </h2>
        <RefusalWords words={verdict.words} />
        <p className="small">
          <code>{verdict.code}</code>
        </p>
      </section>
    )
  return (
    <section ref={ref} tabIndex={-1} className={`verdict ${verdict.verdict}`} aria-label={words.title}>
      <h2>
        <span aria-hidden="true">{verdict.verdict === 'consistent' ? '!' : '✓'}</span> {titleOf(verdict.verdict)}
      </h2>
      {verdict.mode === 'none' ? null : <p className={`mode ${verdict.mode}`}>{strings.mode[verdict.mode]}</p>}
      <p>
        <strong>{verdict.title}</strong>
      </p>
      <p>{verdict.summary}</p>
      <Lines title={words.what} lines={verdict.verified} ticks />
      {verdict.kind === 'bag' && verdict.deviations.length === 0 ? <p>{words.noDeviations}</p> : null}
      <Lines title={words.deviations} lines={verdict.deviations} />
      <Lines title={words.notes} lines={verdict.notes} />
      {verdict.head === null ? null : (
        <Words
          lines={verdict.headWords}
          hex={verdict.head}
          label={verdict.kind === 'bag' ? words.headWords : words.rootWords}
        />
      )}
    </section>
  )
}

function titleOf(verdict: 'sealed' | 'head' | 'consistent'): string {
  switch (verdict) {
    case 'sealed':
      return words.sealed
    case 'head':
      return words.onPaper
    case 'consistent':
      return words.consistent
    default:
      return verdict satisfies never
  }
}

type LinesProps = { readonly title: string; readonly lines: readonly string[]; readonly ticks?: boolean }

export function Lines({ title, lines, ticks = false }: LinesProps) {
  if (lines.length === 0) return null
  return (
    <section>
      <h3>{title}</h3>
      <ul className={ticks ? 'ticks' : undefined}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  )
}

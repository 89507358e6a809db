// The words of the card, line by line or all at once, over the whole window, only while a button is held.

import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'
import type { Refusal } from '../bridge.ts'
import { useFocusOnMount } from '../keyboard.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { RefusalWords } from '../parts/RefusalWords.tsx'
import { cardTitle } from './CardHead.tsx'
import { firstOfLine, hideCard, lineCount, showCard, wordsInLine } from './card-face.ts'
import { HoldButton } from './HoldButton.tsx'
import type { SharePageProps } from './page.ts'
import { groupNameAt, shareStrings } from './strings.ts'

const words = shareStrings.show

type Props = Pick<SharePageProps, 'on' | 'share' | 'doer'> & {
  /** The last line was shown, or all words: what comes next is the one thing to do. */
  readonly complete: boolean
  readonly onComplete: () => void
  /** Stands beside the buttons. */
  readonly children: ReactNode
}

export function ShowCard({ on, share, doer, complete, onComplete, children }: Props) {
  const [line, setLine] = useState(1)
  const [said, setSaid] = useState('')
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const face = useRef<HTMLDivElement>(null)
  const shownLast = useRef(false)
  const noteId = useId()
  const holdRef = useFocusOnMount<HTMLButtonElement>()
  const turn = (to: number) => setLine(Math.min(Math.max(to, 1), lineCount))
  // The space bar then shows the line, as the page says, and does not turn once more.
  const press = (to: number) => {
    turn(to)
    holdRef.current?.focus()
  }

  const show = async (held: () => boolean, only: number | null) => {
    if (doer.id === null || doer.blocked !== null) return
    setRefusal(null)
    setSaid(words.waiting)
    const reply = await on.share.card(doer.id)
    if (!reply.ok) setRefusal(reply.error)
    // Whoever let go meanwhile does not see it any more.
    if (!reply.ok || !held() || face.current === null) return setSaid('')
    showCard(face.current, cardTitle(share), reply.value.words, only)
    setSaid(words.shown)
    shownLast.current = only === null || only === lineCount
  }
  const hide = (byItself: boolean) => {
    if (face.current !== null) hideCard(face.current)
    setSaid(byItself ? words.timedOut : words.hidden)
    if (shownLast.current) onComplete()
  }
  const onKey = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    turn(line + by)
  }
  const first = firstOfLine(line)
  const last = first + wordsInLine - 1
  return (
    <section className="show-card">
      <p className="line-count" aria-live="polite">
        <strong>{words.line(line, lineCount, groupNameAt(first))}</strong> {words.words(first, last)}
      </p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the buttons in it */}
      <div className="hold-row" onKeyDown={onKey}>
        <ActionButton blocked={line === 1 ? words.firstLine : null} onPress={() => press(line - 1)}>
          {words.previous}
        </ActionButton>
        <HoldButton
          buttonRef={holdRef}
          describedBy={noteId}
          onShow={(held) => void show(held, line)}
          onHide={hide}
          primary={!complete}
        >
          {words.holdLine}
        </HoldButton>
        <ActionButton blocked={line === lineCount ? words.lastLine : null} onPress={() => press(line + 1)}>
          {words.next}
        </ActionButton>
      </div>
      <p className="small" id={noteId}>
        {words.keys}
      </p>
      <div className="hold-row">
        <HoldButton onShow={(held) => void show(held, null)} onHide={hide}>
          {words.holdAll}
        </HoldButton>
        {children}
      </div>
      <p role="status" className="small">
        {said}
      </p>
      {refusal === null ? null : (
        <div role="alert" className="refusal">
          <RefusalWords words={refusal.words} />
        </div>
      )}
      <div ref={face} className="face-place" />
    </section>
  )
}

// The card is typed back: 33 fields, a verdict for each word, and what is wrong where the whole is not right.

import { useEffect, useRef, useState } from 'react'
import { ActionButton } from '../parts/ActionButton.tsx'
import { StepFrame } from '../steps/StepFrame.tsx'
import { CardHead } from './CardHead.tsx'
import { FaultNotice } from './FaultNotice.tsx'
import { type FaultList, mountList } from './fault-list.ts'
import { apart, faultWords, placesOf, type SaidFault } from './fault-words.ts'
import { HoldButton } from './HoldButton.tsx'
import type { SharePageProps } from './page.ts'
import { ScanCard } from './ScanCard.tsx'
import { groupNameAt, shareStrings, wordCount } from './strings.ts'
import { mountPad, type Pad } from './typing-pad.ts'

const words = shareStrings.type

type Props = SharePageProps & {
  /** Back to the page that shows the card; absent where it may not be shown. */
  readonly onShow?: () => void
}

export function TypeCard({ share, onShow, ...page }: Props) {
  const { on, doer, view } = page
  const place = useRef<HTMLDivElement>(null)
  const listPlace = useRef<HTMLSpanElement>(null)
  const pad = useRef<Pad | null>(null)
  const list = useRef<FaultList | null>(null)
  const send = useRef<HTMLDivElement>(null)
  const [given, setGiven] = useState(0)
  const [note, setNote] = useState('')
  const [emptying, setEmptying] = useState(false)
  const [fault, setFault] = useState<{ readonly said: SaidFault } | null>(null)

  useEffect(() => {
    if (place.current === null || listPlace.current === null) return undefined
    const mounted = mountPad(place.current, {
      given: (count) => {
        setGiven(count)
        setNote('')
        setEmptying(false)
      },
      full: () => send.current?.querySelector('button')?.focus(),
      pasted: () => setNote(words.noPaste),
      idle: () => {
        list.current?.wipe()
        setFault(null)
        setNote(words.idle)
      },
    })
    const words33 = mountList(listPlace.current)
    pad.current = mounted
    list.current = words33
    // A refusal that is on the screen is read first.
    if (document.querySelector('.refusal, .misfit') === null) mounted.focus(1)
    return () => {
      mounted.dispose()
      words33.wipe()
    }
  }, [])

  const nameOf = (id: string) => view.people.find((person) => person.id === id)?.name ?? id
  const check = async () => {
    if (pad.current === null || doer.id === null || doer.blocked !== null) return
    const missing = pad.current.missing()
    const bytes = pad.current.take()
    if (bytes === undefined) {
      const at = missing?.at ?? 1
      setNote(missing?.unknown ? words.wrongWord(at, groupNameAt(at)) : words.missing(at, groupNameAt(at)))
      return pad.current.focus(at)
    }
    setNote('')
    setFault(null)
    list.current?.wipe()
    const found = await on.share.read(doer.id, bytes)
    if (found === null) return pad.current?.wipe()
    if (found === undefined) return
    const { said, words: named } = apart(found)
    if (faultWords(said, share, nameOf).forget) pad.current?.wipe()
    pad.current?.mark(placesOf(said))
    list.current?.put(named)
    setFault({ said })
  }
  // The button stands beside the one that is held: one slip of the hand does not take 33 words.
  const emptyAll = () => {
    if (!emptying) return setEmptying(true)
    pad.current?.wipe()
    list.current?.wipe()
    setFault(null)
    pad.current?.focus(1)
  }
  const toFault = () => pad.current?.focus(fault === null ? 1 : (placesOf(fault.said)[0] ?? 1))
  const reveal = (shown: boolean) => {
    pad.current?.reveal(shown)
    list.current?.reveal(shown)
  }
  return (
    <StepFrame
      {...page}
      wide
      say={{ do: words.do(share.holderName), see: null }}
      primary={
        <div ref={send}>
          <ActionButton look="primary" blocked={doer.blocked} onPress={() => void check()}>
            {words.send}
          </ActionButton>
        </div>
      }
    >
      <div className="type-card">
        <div className="type-head">
          <CardHead share={share} />
          <p className="given-count">{words.count(given, wordCount)}</p>
        </div>
        <FaultNotice
          words={fault === null ? null : faultWords(fault.said, share, nameOf)}
          listRef={listPlace}
          onReturn={toFault}
        />
        {share.qr ? (
          <ScanCard
            blocked={doer.blocked}
            onWords={(all) => {
              pad.current?.fill(all)
              void check()
            }}
          />
        ) : null}
        <p role="alert" className="problem">
          {note}
        </p>
        <div ref={place} className="pad" />
        <p className="small">{words.note}</p>
        <div className="hold-row">
          <HoldButton onShow={() => reveal(true)} onHide={() => reveal(false)}>
            {words.hold}
          </HoldButton>
          <ActionButton blocked={given === 0 ? words.emptyAlready : null} onPress={emptyAll}>
            {emptying ? words.emptySure : words.empty33}
          </ActionButton>
          {onShow === undefined ? null : (
            <ActionButton blocked={view.waiting} onPress={onShow}>
              {words.back}
            </ActionButton>
          )}
        </div>
      </div>
    </StepFrame>
  )
}

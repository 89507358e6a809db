// While a token is quiet: what it was asked, for how long, until when; and what a person may decide. Nobody has to.

import { useEffect, useId, useState } from 'react'
import type { BridgeResult, Refusal, View } from '../bridge.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { PersonChoice } from '../parts/PersonChoice.tsx'
import { RefusalWords } from '../parts/RefusalWords.tsx'
import { strings } from '../strings.ts'
import type { StationCalls } from '../useStation.ts'

/** Most calls are over by then; and the host takes no "give up" of a token that was heard of more recently. */
const quietAfterMs = 5_000
const lookEveryMs = 1_000
/** What a person may give at once, in minutes; as often as it takes. */
const minutes = [1, 10] as const

type Waiting = NonNullable<BridgeResult<'token.waiting'>>
type Peek = StationCalls['peek']
type Props = { readonly people: View['people']; readonly peek: Peek }

const words = strings.step

/** Stands there as long as the station is at work; shows nothing until the token has been quiet for a while. */
export function TokenQuiet({ people, peek }: Props) {
  const waiting = useWaiting(peek)
  return (
    <>
      <p role="status" className="visually-hidden">
        {waiting === null ? '' : words.tokenQuiet(waiting.call)}
      </p>
      {waiting === null ? null : <Quiet waiting={waiting} people={people} peek={peek} />}
    </>
  )
}

function Quiet({ waiting, people, peek }: Props & { readonly waiting: Waiting }) {
  const [by, setBy] = useState<string | null>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [waits, givesUp] = [useId(), useId()]
  const blocked = by === null ? strings.panel.chooseWho : null
  /** @param more - so many minutes; null: no more at all. */
  const decide = async (more: number | null) => {
    if (by === null) return
    const reply =
      more === null ? await peek('token.giveUp', { by }) : await peek('token.extend', { by, ms: more * 60_000 })
    setRefusal(reply.ok ? null : reply.error)
  }
  return (
    <section className="working token-quiet">
      <p>
        <strong>{words.tokenQuiet(waiting.call)}</strong>{' '}
        {words.tokenQuietFor(seconds(waiting.quietMs), seconds(waiting.leftMs))}
      </p>
      <p id={waits}>{words.waitMeans}</p>
      <p id={givesUp}>{words.giveUpMeans}</p>
      <PersonChoice legend={strings.deviation.who} people={people} chosen={by} onChoose={setBy} />
      <div role="alert" className="refusal-place">
        {refusal === null ? null : <RefusalWords words={refusal.words} />}
      </div>
      <div className="actions">
        {minutes.map((each) => (
          <ActionButton key={each} blocked={blocked} describedBy={waits} onPress={() => void decide(each)}>
            {words.waitLonger(each)}
          </ActionButton>
        ))}
        <ActionButton look="danger" blocked={blocked} describedBy={givesUp} onPress={() => void decide(null)}>
          {words.giveUp}
        </ActionButton>
      </div>
    </section>
  )
}

const seconds = (ms: number): string => words.seconds(Math.floor(ms / 1000))

/** How the call stands that is under way, looked at each second; null as long as its token is not quiet. */
function useWaiting(peek: Peek): Waiting | null {
  const [waiting, setWaiting] = useState<Waiting | null>(null)
  useEffect(() => {
    let gone = false
    let timer: ReturnType<typeof setTimeout>
    const look = async () => {
      const reply = await peek('token.waiting', {})
      if (gone) return
      setWaiting(reply.ok ? reply.value : null)
      timer = setTimeout(look, lookEveryMs)
    }
    timer = setTimeout(look, quietAfterMs)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [peek])
  return waiting === null || waiting.quietMs < quietAfterMs ? null : waiting
}

// The whole head of the transcript, to be written on paper: its words come from the host with the transcript's sheet.

import { useEffect, useState } from 'react'
import { Words } from '../parts/Words.tsx'
import type { StationCalls } from '../useStation.ts'

type Props = {
  /** The head, 64 hex digits. */
  readonly head: string
  readonly peek: StationCalls['peek']
}

/** Shows the words once the host has given them for this very head; until then, and otherwise, the hex digits. */
export function HeadWords({ head, peek }: Props) {
  const [lines, setLines] = useState<readonly string[] | null>(null)
  useEffect(() => {
    let wanted = true
    const load = async () => {
      const reply = await peek('paper.sheet', { sheet: 'transcript' })
      if (wanted && reply.ok && reply.value.digest === head) setLines(linesOfFour(reply.value.words))
    }
    void load()
    return () => {
      wanted = false
    }
  }, [head, peek])
  if (lines !== null) return <Words lines={lines} hex={head} />
  return (
    <p className="head-hex">
      {head.match(/.{1,8}/g)?.map((part, index) => (
        <code key={index}>{part} </code>
      ))}
    </p>
  )
}

/** The form in which the host writes words for the screen: a number, then four words. */
function linesOfFour(words: readonly string[]): readonly string[] {
  const count = Math.ceil(words.length / 4)
  return Array.from({ length: count }, (_, line) => `${line + 1} ${words.slice(line * 4, line * 4 + 4).join(' ')}`)
}

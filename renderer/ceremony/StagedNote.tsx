// After a staged fault was overcome: a quiet word that it was staged, and what was right. In a rehearsal only.

import { useEffect, useState } from 'react'
import { strings } from '../strings.ts'
import type { StationCalls } from '../useStation.ts'

type Props = {
  /** Id of the step that was passed. */
  readonly step: string
  readonly peek: StationCalls['peek']
}

export function StagedNote({ step, peek }: Props) {
  const [lines, setLines] = useState<readonly string[]>([])
  useEffect(() => {
    void peek('trainer.faults', {}).then((reply) => {
      const overcome = reply.ok ? reply.value.armed.filter((each) => each.overcome && each.step === step) : []
      setLines(overcome.map(({ title, lesson }) => strings.trainer.wasStaged(title, lesson)))
    })
  }, [step, peek])
  return lines.map((line) => (
    <p key={line} className="small">
      {line}
    </p>
  ))
}

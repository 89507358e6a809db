// The card is printed: which printer, why none, and what became of it.

import { type ReactNode, useState } from 'react'
import type { Printers } from '../bridge.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { RadioChoice } from '../parts/RadioChoice.tsx'
import { StepFrame } from '../steps/StepFrame.tsx'
import { strings } from '../strings.ts'
import { CardHead } from './CardHead.tsx'
import type { SharePageProps } from './page.ts'
import { shareStrings } from './strings.ts'
import { isPrintable } from './usePrinters.ts'

const words = shareStrings.make

type Props = SharePageProps & {
  readonly printers: Printers | null
  readonly look: () => void
  /** Leads to another way of making the card, where there is one. */
  readonly other: ReactNode
  readonly onDone: () => void
}

export function PrintPage({ share, printers, look, other, onDone, ...page }: Props) {
  const { on, doer } = page
  const [named, name] = useState<string | null>(null)
  const [job, setJob] = useState<string | null>(null)
  const printer = named ?? onlyOne(printers)
  const print = async () => {
    if (printer === null || doer.id === null) return
    const sent = await on.share.print(doer.id, printer)
    if (sent !== undefined) setJob(sent)
  }
  const unprinted = doer.blocked ?? (printer === null ? strings.paper.choosePrinter : null)
  const printable = printers !== null && isPrintable(printers)
  return (
    <StepFrame
      {...page}
      say={{ do: words.printDo(share.holderName), see: printable ? words.printSee : null }}
      primary={
        job !== null ? (
          <ActionButton look="primary" focus blocked={doer.blocked} onPress={onDone}>
            {words.done}
          </ActionButton>
        ) : printable ? (
          <ActionButton look="primary" focus blocked={unprinted} onPress={() => void print()}>
            {words.print}
          </ActionButton>
        ) : null
      }
    >
      <CardHead share={share} />
      <PrinterChoice
        printers={printers}
        chosen={printer}
        onChoose={name}
        look={look}
        next={other === null ? words.noPrinterNext : words.noPrinterOther}
      />
      <p role="status" className="done">
        {job === null ? '' : words.printed(job)}
      </p>
      {job === null ? null : <p className="small">{words.printAgainNote}</p>}
      {job === null && other === null ? null : (
        <div className="hold-row">
          {job === null ? null : (
            <ActionButton blocked={unprinted} onPress={() => void print()}>
              {words.printAgain}
            </ActionButton>
          )}
          {other}
        </div>
      )}
    </StepFrame>
  )
}

type ChoiceProps = Pick<Props, 'printers' | 'look'> & {
  readonly chosen: string | null
  readonly onChoose: (printer: string) => void
  /** What to do where there is none. */
  readonly next: string
}

function PrinterChoice({ printers, look, chosen, onChoose, next }: ChoiceProps) {
  if (printers === null) return <p>{strings.paper.looking}</p>
  const { problem, printers: all } = printers
  if (problem !== null || all.length === 0)
    return (
      <>
        <p className="attention">{problem ?? words.noPrinter}</p>
        <p>{next}</p>
        <div className="hold-row">
          <ActionButton look="primary" focus onPress={look}>
            {words.lookAgain}
          </ActionButton>
        </div>
      </>
    )
  const options = all.map(({ name, description, accepting }) => ({
    id: name,
    label: description || name,
    ...(accepting ? {} : { hint: strings.paper.notAccepting }),
  }))
  return <RadioChoice legend={strings.paper.printers} options={options} chosen={chosen} onChoose={onChoose} />
}

/** Where there is one that takes jobs, nobody has to choose it. */
function onlyOne(printers: Printers | null): string | null {
  const [only, second] = printers?.printers.filter(({ accepting }) => accepting) ?? []
  return second === undefined ? (only?.name ?? null) : null
}

// P: the sheets of this ceremony, on a printer or as PDF beside the transcript.

import { type FormEvent, useEffect, useState } from 'react'
import type { BridgeResult, Refusal, SheetName, View } from '../bridge.ts'
import { ActionButton } from '../parts/ActionButton.tsx'
import { RadioChoice } from '../parts/RadioChoice.tsx'
import { strings } from '../strings.ts'
import type { StationCalls } from '../useStation.ts'
import { Panel } from './Panel.tsx'

type Printers = BridgeResult<'paper.printers'>
type Props = {
  readonly open: boolean
  readonly status: View['status']
  readonly refusal: Refusal | null
  readonly waiting: string | null
  readonly calls: Pick<StationCalls, 'ask' | 'peek'>
  readonly onClose: () => void
}

const words = strings.paper

export function PaperPanel({ open, status, refusal, waiting, calls, onClose }: Props) {
  const [sheet, setSheet] = useState<SheetName>('transcript')
  const [printers, setPrinters] = useState<Printers | null>(null)
  const [printer, setPrinter] = useState<string | null>(null)
  const [done, setDone] = useState('')
  const [blankCards, setBlankCards] = useState(false)
  const { ask, peek } = calls
  useEffect(() => {
    if (!open) return
    setDone('')
    void peek('paper.printers', {}).then((reply) =>
      setPrinters(reply.ok ? reply.value : { problem: reply.error.words.happened, printers: [] }),
    )
    // Only where the plan lets cards be written by hand.
    void peek('paper.sheet', { sheet: 'card' }).then((reply) => setBlankCards(reply.ok))
  }, [open, peek])

  const print = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (printer === null || waiting !== null) return
    const copies = Number(new FormData(event.currentTarget).get('copies') ?? 1)
    const printed = await ask('paper.print', { sheet, printer, copies }, words.print)
    if (printed !== undefined) setDone(words.printed(printed.job))
  }
  const pdf = async () => {
    const made = await ask('paper.pdf', { sheet }, words.pdf)
    if (made !== undefined) setDone(words.written(made.path, made.sizeBytes, made.sha256))
  }
  const printable = printers?.problem === null && printers.printers.length > 0
  return (
    <Panel
      open={open}
      title={words.title}
      lead={words.lead}
      refusal={refusal}
      onClose={onClose}
      closeLabel={strings.help.close}
    >
      <form onSubmit={print}>
        <RadioChoice
          legend={words.sheets}
          options={sheetsFor(status, blankCards)}
          chosen={sheet}
          onChoose={(id) => setSheet(sheetNames.find((name) => name === id) ?? 'transcript')}
        />
        <PrinterChoice printers={printers} chosen={printer} onChoose={setPrinter} />
        <p role="status" className="done">
          {done}
        </p>
        <div className="actions">
          <ActionButton look={printable ? 'plain' : 'primary'} blocked={waiting} onPress={() => void pdf()}>
            {words.pdf}
          </ActionButton>
          {printable ? (
            <ActionButton
              type="submit"
              look="primary"
              blocked={waiting ?? (printer === null ? words.choosePrinter : null)}
            >
              {words.print}
            </ActionButton>
          ) : null}
        </div>
      </form>
    </Panel>
  )
}

const sheetNames: readonly SheetName[] = ['transcript', 'script', 'plan', 'card']

const sheetsFor = (status: View['status'], blankCards: boolean) => [
  { id: 'transcript', label: status === 'closed' ? words.finalTranscript : words.transcript },
  { id: 'script', label: words.script },
  { id: 'plan', label: words.plan },
  ...(blankCards ? [{ id: 'card', label: words.blankCards }] : []),
]

type ChoiceProps = {
  readonly printers: Printers | null
  readonly chosen: string | null
  readonly onChoose: (name: string) => void
}

function PrinterChoice({ printers, chosen, onChoose }: ChoiceProps) {
  if (printers === null) return <p>{words.looking}</p>
  const { problem } = printers
  if (problem !== null || printers.printers.length === 0)
    return (
      <>
        <p className="attention">{problem ?? words.noPrinter}</p>
        {problem === null ? null : <p>{words.noPrintNow}</p>}
      </>
    )
  const options = printers.printers.map((printer) => ({
    id: printer.name,
    label: printer.description || printer.name,
    ...(printer.accepting ? {} : { hint: words.notAccepting }),
  }))
  return (
    <>
      <RadioChoice legend={words.printers} options={options} chosen={chosen} onChoose={onChoose} />
      <label className="field">
        {words.copies}
        <input type="number" name="copies" min={1} max={20} defaultValue={1} />
      </label>
    </>
  )
}

// The card comes to be: printed, or copied by hand, as the plan says; in a rehearsal without a printer it is only looked at.

import { useState } from 'react'
import { ActionButton } from '../parts/ActionButton.tsx'
import { RadioChoice } from '../parts/RadioChoice.tsx'
import { StepFrame } from '../steps/StepFrame.tsx'
import { strings } from '../strings.ts'
import { CardHead } from './CardHead.tsx'
import { PrintPage } from './PrintPage.tsx'
import type { SharePageProps } from './page.ts'
import { ShowCard } from './ShowCard.tsx'
import { shareStrings } from './strings.ts'
import { isPrintable, usePrinters } from './usePrinters.ts'

const words = shareStrings.make

type How = 'print' | 'copy' | 'show-only'

/** Where the plan leaves the choice, that comes first; then one way, and another one only when it is asked for. */
export function MakeCard({ share, onDone, ...page }: SharePageProps & { readonly onDone: () => void }) {
  const { on, doer, view } = page
  const { printers, look } = usePrinters(on.share, share.cards !== 'by-hand')
  const noPrinter = printers !== null && !isPrintable(printers)
  const ways = waysFor(share.cards, noPrinter && view.mode === 'rehearsal')
  const [picked, pick] = useState<How | null>(null)
  const [begun, setBegun] = useState(false)
  const [complete, setComplete] = useState(false)
  const only = ways.length === 1 ? ways[0] : undefined
  const how = only ?? (begun ? picked : null)
  const other = only === undefined ? <ActionButton onPress={() => setBegun(false)}>{words.other}</ActionButton> : null
  if (how === null)
    return (
      <StepFrame
        {...page}
        primary={
          <ActionButton
            look="primary"
            blocked={doer.blocked ?? (picked === null ? words.chooseHow : null)}
            onPress={() => setBegun(true)}
          >
            {strings.step.next}
          </ActionButton>
        }
      >
        <CardHead share={share} />
        <RadioChoice
          legend={words.how}
          options={ways.map(optionOf)}
          focus
          chosen={picked}
          onChoose={(id) => pick(ways.find((way) => way === id) ?? null)}
        />
      </StepFrame>
    )
  if (how === 'print')
    return <PrintPage {...page} share={share} printers={printers} look={look} other={other} onDone={onDone} />
  return (
    <StepFrame
      {...page}
      say={{ do: words.copyDo(share.holderName), see: null }}
      primary={
        <ActionButton look={complete ? 'primary' : 'plain'} blocked={doer.blocked} onPress={onDone}>
          {words.done}
        </ActionButton>
      }
    >
      <CardHead share={share} />
      <p>{words.copyNote}</p>
      <p className="attention only-in-room">{shareStrings.stand.room}</p>
      <ShowCard on={on} share={share} doer={doer} complete={complete} onComplete={() => setComplete(true)}>
        {other}
      </ShowCard>
    </StepFrame>
  )
}

/** @param rehearsedWithout - a rehearsal, and no printer takes the card. */
function waysFor(cards: SharePageProps['share']['cards'], rehearsedWithout: boolean): readonly How[] {
  const showOnly: readonly How[] = rehearsedWithout ? ['show-only'] : []
  switch (cards) {
    case 'printed':
      return ['print', ...showOnly]
    case 'by-hand':
      return ['copy']
    case 'either':
      return ['print', 'copy', ...showOnly]
    default:
      return cards satisfies never
  }
}

function optionOf(how: How) {
  switch (how) {
    case 'print':
      return { id: how, label: words.print, hint: words.printHint }
    case 'copy':
      return { id: how, label: words.copy, hint: words.copyHint }
    case 'show-only':
      return { id: how, label: words.showOnly, hint: words.showOnlyHint }
    default:
      return how satisfies never
  }
}

// A step that shows or reads one share card: who stands where, the card is made, the card is typed back, the step is done.

import { useState } from 'react'
import type { ShareView } from '../bridge.ts'
import { words as paperWords } from '../paper/words.ts'
import { passesOver } from '../steps/NotSo.tsx'
import { goesBack } from '../steps/Otherwise.tsx'
import { PerformStep } from '../steps/PerformStep.tsx'
import { useDoer } from '../steps/StepFrame.tsx'
import type { StepProps } from '../view.ts'
import { MakeCard } from './MakeCard.tsx'
import { StandPage } from './StandPage.tsx'
import { shareStrings } from './strings.ts'
import { TypeCard } from './TypeCard.tsx'

type Props = StepProps & { readonly share: ShareView }

const noValues = () => ({})

/** The slot of the same words for who types them in the terminal; here they go by `share.read`. */
const ownSlot = 'share'

export function ShareStep({ view: whole, on, share }: Props) {
  const secrets = whole.step.secrets.filter(({ slot }) => slot !== ownSlot)
  // A card that was read well was read by who holds it; nobody else records it.
  const by = share.read ? whole.step.by.filter(({ id }) => id === share.holder) : whole.step.by
  const { hint, otherwise, mayContinue } = whole.step
  // What was to be done about a card that is not taken is over with it.
  const said = share.read ? { hint: null, otherwise: mayContinue ? otherwise : null } : { hint, otherwise }
  const view = { ...whole, step: { ...whole.step, ...said, secrets, by } }
  const anybody = useDoer(view)
  const others =
    anybody.id === null || anybody.id === share.holder ? null : shareStrings.stand.onlyHolder(share.holderName)
  const doer = { ...anybody, blocked: anybody.blocked ?? others }
  const [place, go] = useState<'stand' | 'make' | 'type'>('stand')
  if (share.read)
    return (
      <PerformStep view={view} on={on} say={{ do: shareStrings.read.do(share.holderName), see: null }}>
        <p className="card-read">{shareStrings.read.lead(share.holderName)}</p>
        {share.mayShow && share.cards !== 'printed' ? <Cover share={share} date={whole.time.slice(0, 10)} /> : null}
        <p>{shareStrings.read.next}</p>
      </PerformStep>
    )
  const { step } = view
  const valuesNow = goesBack(step.otherwise) || passesOver(step) ? { valuesNow: noValues } : {}
  const page = { view, on, share, doer, ...valuesNow }
  switch (place) {
    case 'stand':
      return <StandPage {...page} onDone={() => go(share.mayShow ? 'make' : 'type')} />
    case 'make':
      return <MakeCard {...page} onDone={() => go('type')} />
    case 'type':
      return <TypeCard {...page} {...(share.mayShow ? { onShow: () => go('make') } : {})} />
    default:
      return place satisfies never
  }
}

/** What a person writes on the cover of a blank card; a printed one has it. */
function Cover({ share, date }: { readonly share: ShareView; readonly date: string }) {
  const { card } = paperWords
  const lines = [
    [card.keyWords, share.fingerprintWords],
    [card.setWords, share.setWords.join(' ')],
    [card.made, date],
  ] as const
  return (
    <div className="facts">
      <p>{shareStrings.read.cover}</p>
      <dl className="pairs">
        {lines.map(([name, value]) => (
          <div key={name} className="pair">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

// Before a word is shown: who may stand where.

import { ActionButton } from '../parts/ActionButton.tsx'
import { StepFrame } from '../steps/StepFrame.tsx'
import { CardHead } from './CardHead.tsx'
import type { SharePageProps } from './page.ts'
import { shareStrings } from './strings.ts'

const words = shareStrings.stand

export function StandPage({ share, onDone, ...page }: SharePageProps & { readonly onDone: () => void }) {
  const { holderName } = share
  return (
    <StepFrame
      {...page}
      view={{ ...page.view, step: { ...page.view.step, hint: null } }}
      say={{ do: share.mayShow ? words.lead(holderName) : words.leadTyped(holderName), see: null }}
      primary={
        <ActionButton
          look="primary"
          focus={!page.view.step.misfit && page.doer.id !== null}
          blocked={page.doer.blocked}
          onPress={onDone}
        >
          {words.go}
        </ActionButton>
      }
    >
      <CardHead share={share} />
      <p className="attention only-in-room">{words.room}</p>
      <ul className="places">
        {words.places(holderName).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {share.deputyName === null ? null : <p>{words.deputy(share.deputyName)}</p>}
    </StepFrame>
  )
}

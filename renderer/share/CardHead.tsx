// Which card it is: number, holder, key, and the three words of its set. Nothing of it is secret.

import type { ShareView } from '../bridge.ts'
import { shareStrings } from './strings.ts'

export const cardTitle = ({ number, of, holderName, key }: ShareView): string =>
  shareStrings.card(number, of, holderName, key)

export function CardHead({ share }: { readonly share: ShareView }) {
  return (
    <p className="card-head">
      <strong>{cardTitle(share)}</strong>
    </p>
  )
}

// A card in a rehearsal at the terminal: its holder looks at it, and types it back. Throw-away secrets, but the same calls as in the window.

import type { BridgeArgs, CallCeremony, Reply } from '../../core/bridge.ts'
import type { View } from '../../core/formats/view.ts'

/** `words`: where the holder has brought the card; else the station shows it, as it just made it. */
export type CardMove = {
  readonly call: 'share.read'
  readonly args: { readonly step: string; readonly by: string; readonly words?: string }
}

/** @returns the view after it was read; a card that does not read well comes back as a refusal of ours. */
export async function playCard(call: CallCeremony, { args }: CardMove): Promise<Reply<View>> {
  const { step, by } = args
  let { words } = args
  if (words === undefined) {
    const shown = await call('share.card', { step, by })
    if (!shown.ok) return shown
    words = shown.value.words.join(' ')
  }
  const typed: BridgeArgs<'share.read'> = { step, by, words: new TextEncoder().encode(words) }
  const read = await call('share.read', typed)
  if (!read.ok) return read
  const { fault, view } = read.value
  if (fault === null) return { ok: true, value: view }
  const next = 'This is a fault of the rehearsal; report it.'
  const said = { happened: `The card did not read well (${fault.fault}).`, safe: 'Nothing was done.', next }
  return { ok: false, error: { code: 'backup/card', disposition: 'bug', words: said } }
}

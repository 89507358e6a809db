// Calls that the schema takes and the station must not: somebody nobody knows, a step that does not stand, words that say nothing.

import type { BridgeArgs, CeremonyCall } from '../../core/bridge.ts'
import type { Random } from './random.ts'

export type Nonsense = {
  readonly [C in CeremonyCall]: { readonly name: C; readonly args: BridgeArgs<C> }
}[CeremonyCall]

const nobody = ['nobody', '__proto__', 'constructor', 'Hugo', 'hugo ', '../hugo', 'x'.repeat(200)] as const
const noStep = ['retrieve', 'retrieve/', 'root/sign', 'keys/generate/', 'end', 'constructor', '0'] as const
const somebody = ['hugo', 'amina', 'bruno', 'chiara', 'emi', 'farid'] as const

/** What everybody may say at any time is nonsense where it says nothing, or holds what nobody can see. */
const noWords = ['', '   ', '\n', 'fire\u202eerif', 'bell\u0007', 'half \ud800'] as const

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** One such call. Nothing in it depends on the state, but that the named steps never stand. */
export function nonsense(random: Random): Nonsense {
  const knownPerson = random.chance(50)
  const by = knownPerson ? random.pick(somebody) : random.pick(nobody)
  const step = random.pick(noStep)
  const words = knownPerson ? random.pick(noWords) : 'a pen fell'
  return random.pick<Nonsense>([
    { name: 'ceremony.answer', args: { step, by, fits: random.chance(50), values: { option: 'go', initials: 'AB' } } },
    {
      name: 'ceremony.secret',
      args: { step, slot: random.pick(['code', 'userPin', 'soPin', 'x']), by, value: bytes('1234') },
    },
    { name: 'ceremony.confirm', args: { step, by, code: random.bytes(1 + random.below(30)) } },
    { name: 'ceremony.perform', args: { step, by, spendTry: random.chance(50) } },
    { name: 'ceremony.look', args: { by: random.pick(nobody), spendTry: true } },
    { name: 'ceremony.reconcile', args: { by: random.pick(nobody), decision: random.pick(['done', 'again']) } },
    { name: 'ceremony.deviation', args: { by, text: words } },
    { name: 'ceremony.break', args: { by, reason: words, custody: words } },
    { name: 'ceremony.resume', args: { by, head: random.pick(['', 'skydive', '00'.repeat(31), random.text(50)]) } },
    { name: 'ceremony.stop', args: { by, reason: words, disposition: random.pick(['void', 'resumable']) } },
    { name: 'ceremony.clock', args: { by, reason: words } },
  ])
}

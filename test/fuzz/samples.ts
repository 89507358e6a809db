// For each call of the bridge, arguments that fit its schema: what the fuzz then breaks in one place.

import type { BridgeArgs, BridgeCall } from '../../core/bridge.ts'

/** A person of the plan, the step that stands, and one that does not. */
export type Names = { readonly by: string; readonly step: string }

export type Samples = { readonly [C in BridgeCall]: (names: Names) => BridgeArgs<C> }

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Made anew each time: the host overwrites the bytes that it takes. */
export const samples: Samples = {
  'station.home': () => ({}),
  'station.rehearse': () => ({ script: 'no-such-script' }),
  'station.checkPlan': () => ({ name: 'a.plan.yaml', plan: bytes('format: anchorite/plan/v1\n') }),
  'station.begin': () => ({
    planName: 'a.plan.yaml',
    plan: bytes('format: anchorite/plan/v1\n'),
    siteName: 'a.site.yaml',
    site: bytes('format: anchorite/site/v1\n'),
    mode: 'production',
  }),
  'station.resume': () => ({ ceremony: 'no-such-ceremony' }),
  'station.leave': () => ({}),
  'station.verify': () => ({ files: [{ path: 'bag/bagit.txt', bytes: bytes('BagIt-Version: 1.0\n') }], head: '' }),
  'station.verifyOwn': () => ({ ceremony: 'no-such-ceremony', head: '' }),
  'station.inspect': () => ({ name: 'a.json', bytes: bytes('{}') }),
  'station.tokens': () => ({}),
  'paper.sheet': () => ({ sheet: 'plan' }),
  'paper.pdf': () => ({ sheet: 'script' }),
  'paper.printers': () => ({}),
  'paper.print': () => ({ sheet: 'transcript', printer: 'office', copies: 1 }),
  'ceremony.view': () => ({}),
  'ceremony.answer': ({ step, by }) => ({ step, by, fits: true, values: { initials: 'AB' } }),
  'ceremony.secret': ({ step, by }) => ({ step, slot: 'userPin', by, value: bytes('12345678') }),
  'ceremony.confirm': ({ step, by }) => ({ step, by, code: bytes('wrong code') }),
  'ceremony.perform': ({ step, by }) => ({ step, by, spendTry: true }),
  'ceremony.look': ({ by }) => ({ by, spendTry: false }),
  'ceremony.reconcile': ({ by }) => ({ by, decision: 'again' }),
  'ceremony.deviation': ({ by }) => ({ by, text: 'a pen fell', code: bytes('wrong code') }),
  'ceremony.break': ({ by }) => ({ by, reason: 'lunch', custody: 'all on the table' }),
  'ceremony.resume': ({ by }) => ({ by, head: '00'.repeat(32) }),
  'ceremony.stop': ({ by }) => ({ by, reason: 'fire', disposition: 'void' }),
  'ceremony.clock': ({ by }) => ({ by, reason: 'the wall says the same' }),
  'ceremony.close': () => ({}),
  'trainer.faults': () => ({}),
  'trainer.arm': ({ step, by }) => ({ fault: 'token-pulled', step, by }),
  'token.waiting': () => ({}),
  'token.extend': ({ by }) => ({ by, ms: 60_000 }),
  'token.giveUp': ({ by }) => ({ by }),
  'share.card': ({ step, by }) => ({ step, by }),
  'share.read': ({ step, by }) => ({ step, by, words: bytes('abandon '.repeat(33)) }),
  'share.print': ({ step, by }) => ({ step, by, printer: 'office' }),
  'share.sheet': () => ({}),
}

// The backup of a plan as names and values: the one source of the PDF and of the plain text.

import type { Plan } from '../formats/plan.ts'
import type { BackupSet, SplitSet, VendorSet } from '../formats/plan-backup.ts'
import { isSplit } from './backup.ts'
import { personName, siteName } from './uses.ts'

type Fact = readonly [name: string, value: string]

/** Everything that section `backup` says, in its order. */
export function backupFacts(plan: Plan): readonly Fact[] {
  const { backup } = plan
  if (backup.mode === 'none') {
    return [
      ['mode', 'none'],
      ['reason', backup.reason],
    ]
  }
  return [
    ['mode', 'split: the key that opens a copy is split into cards; the copies alone open nothing'],
    ['cards', `${cards[backup.cards]}; ${backup.qr ? 'WITH A QR CODE, which cameras record' : 'no QR code'}`],
    ...backup.sets.flatMap((set) => setFacts(plan, set)),
  ]
}

const cards = { printed: 'printed', 'by-hand': 'written by hand', either: 'printed, or written by hand' } as const

const setFacts = (plan: Plan, set: BackupSet): readonly Fact[] =>
  isSplit(set) ? splitFacts(plan, set) : vendorFacts(plan, set)

function splitFacts(plan: Plan, set: SplitSet): readonly Fact[] {
  const how = set.mode === 'wrapped' ? 'copied out of its token, wrapped' : 'MADE IN SOFTWARE, then imported'
  const sources = `operating system and token${set.dice ? ', and dice' : ''}`
  return [
    [set.key, `${how}; any ${set.threshold} of ${set.holders.length} cards open it; epoch ${set.epoch}`],
    [`${set.key} secret`, `from ${sources}; proven on the token ${set.proof}`],
    ...set.holders.map(({ person, site, deputy }, index): Fact => {
      const stead = deputy === undefined ? '' : `; deputy ${personName(plan, deputy)}`
      return [`${set.key} card ${index + 1}`, `${personName(plan, person)}, kept at ${siteName(plan, site)}${stead}`]
    }),
    [`${set.key} copies`, set.copies.map((site) => siteName(plan, site)).join(', ')],
  ]
}

function vendorFacts(plan: Plan, set: VendorSet): readonly Fact[] {
  const custodians = set.custodians.map((person) => personName(plan, person)).join(', ')
  return [
    [set.key, `with the maker's tool: ${set.device}, serials ${set.serials.join(', ')}; custodians ${custodians}`],
    ...set.steps.map((step, index): Fact => [`${set.key} step ${index + 1}`, step]),
  ]
}

// Which screens of a ceremony are pictured, by their titles, and what the pictures are called.

import { strings } from '../../../renderer/strings.ts'
import type { Screen } from '../screen.ts'

/** Titles of the screens of a rehearsal that are pictured, one of each kind, with the names of their pictures. */
const titles: Readonly<Record<string, string>> = {
  'Bag of token root-a': 'step-enter',
  'Roll call: Amina Diallo': 'step-roll-call',
  Clock: 'step-clock',
  Readiness: 'step-perform',
  [strings.step.outcomeDone('Readiness')]: 'outcome-readiness',
  'Digest of the script': 'step-compare',
  'Exception 1 of 1 in the plan': 'step-exception',
  'Go on?': 'step-choose',
  'Head on paper': 'step-head',
  'Initialise token root-a': 'initialise',
  [strings.step.outcomeDone('Initialise token root-a')]: 'outcome-initialise',
  'Make key root-a': 'make-key',
  [strings.step.outcomeDone('Make key root-a')]: 'outcome-make-key',
  [strings.step.outcomeDone('Checks of acme/update')]: 'outcome-checks',
  'Who may stand where': 'backup-places',
  'Split the backup of root-a': 'backup-begin',
  [strings.step.outcomeDone('Split the backup of root-a')]: 'outcome-backup-begin',
  'Card 1 of 3: Ines Okafor': 'card-issue',
  'Bag of card 1': 'card-bag',
  'Printer off': 'backup-printer-off',
  'Prove the cards of root-a': 'backup-prove',
  [strings.step.outcomeDone('Prove the cards of root-a')]: 'outcome-backup-prove',
  'Wrap key root-a': 'backup-wrap',
  [strings.step.outcomeDone('Wrap key root-a')]: 'outcome-backup-wrap',
  'Restore root-a into token proof': 'backup-restore',
  [strings.step.outcomeDone('Restore root-a into token proof')]: 'outcome-backup-restore',
  'Copy for Vault in Geneva': 'backup-copy',
  [strings.step.outcomeDone('Copy for Vault in Geneva')]: 'outcome-backup-copy',
  'Bag of the copy for Vault in Geneva': 'backup-copy-bag',
  'Close the way out of key root-a': 'backup-lock',
  [strings.step.outcomeDone('Close the way out of key root-a')]: 'outcome-backup-lock',
  'End of the secret of root-a': 'backup-end',
  [strings.step.outcomeDone('End of the secret of root-a')]: 'outcome-backup-end',
  'What will be signed for acme/update': 'review',
  'Bruno Keller signs acme/update': 'sign',
  [strings.step.outcomeDone('Everything again, from the written bytes')]: 'outcome-verify',
  Deviations: 'step-deviations',
  'Who takes the stick': 'step-stick',
  [strings.close.title]: 'all-steps-passed',
}

/** What is typed, in the names of the pictures. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/^Private code of …|second/, 'second-code'],
  [/^Private code/, 'first-code'],
  [/^New SO PIN/, 'new-so-pin'],
  [/^SO PIN/, 'so-pin'],
  [/^New user PIN/, 'new-user-pin'],
  [/^User PIN/, 'user-pin'],
]

/** Screens that show nothing which another one does not show. */
const passedOver = [
  'initialise-new-so-pin',
  'initialise-second-code',
  'make-key-first-code',
  'sign-second-code',
  'sign-first-code',
]

/** By the title, and what is typed there: a step that takes codes and PINs has several screens. */
export function nameOf({ title, controls, text }: Screen): string | undefined {
  const name = titles[title]
  if (name === undefined) return undefined
  const field = controls.find(({ role }) => role === 'textbox')?.name ?? ''
  const kind = name.startsWith('step-') ? undefined : kinds.find(([label]) => label.test(field))?.[1]
  const summary = text.includes(strings.review.read) ? 'summary' : undefined
  const whole = [name, kind, summary].filter((part) => part !== undefined).join('-')
  return passedOver.includes(whole) ? undefined : whole
}

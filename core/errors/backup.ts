import { bug, device, input, refuse, retry } from './define.ts'

const nothingRestored = 'Nothing was restored and nothing was written.'

/** What a scope held when it ended: a set that was split in it, cards of an older one, or nothing. */
export type ScopeContent = 'made' | 'read' | 'empty'

const afterScope: Readonly<Record<ScopeContent, { readonly safe: string; readonly next: string }>> = {
  made: {
    safe: 'The secret went with it; nothing of it is on a disk. The set is void: a card of it that exists must not be kept.',
    next: 'Destroy every card of this set, and every copy of its wrapped key, before both witnesses. Then begin the backup again: the new set has other words, so that no old card can be taken for one of it.',
  },
  read: {
    safe: 'What was typed went with it; nothing of it is on a disk. The cards and the wrapped key are as good as before.',
    next: 'Keep the cards. Look what is on the token into which the key was to go; then begin again, and read the cards anew.',
  },
  empty: { safe: 'It held no secret yet. No card was made.', next: 'Begin the step again.' },
}

/** Errors of core/backup. None holds a word of a card. */
export const backupErrors = {
  'backup/quorum': refuse<{ threshold: number; shareCount: number }>((d) => ({
    happened: `BACKUP-QUORUM: a backup of ${d.shareCount} shares of which ${d.threshold} suffice cannot be made.`,
    safe: 'Nothing was split.',
    next: 'At least 2 shares must be needed, fewer than there are, at most 16, and each person holds one. Change the plan.',
  })),
  'backup/too-few': retry<{ given: number; needed: number }>((d) => ({
    happened: `${d.given} of the ${d.needed} cards that are needed were read.`,
    safe: nothingRestored,
    next: `Read ${d.needed - d.given} more, each from another person.`,
  })),
  'backup/mixed': refuse<Record<never, never>>(() => ({
    happened: 'The cards are not of one set, or one of them was read twice.',
    safe: nothingRestored,
    next: 'Lay all cards side by side and compare the three words of the set and the number of the card. Begin again with those of one set.',
  })),
  'backup/secret-differs': refuse<Record<never, never>>(() => ({
    happened: 'The cards fit together, but what they give is not the secret that the public record names.',
    safe: nothingRestored,
    next: 'Stop. Keep all cards apart. Compare the record with another copy of it: it may be of another backup, or a card was made to mislead.',
  })),
  'backup/dice': retry<{ reason: string }>((d) => ({
    happened: `The rolls of the dice are not taken: ${d.reason}.`,
    safe: 'No secret was made, and what was typed is gone.',
    next: 'Roll again, all of them, on the table where everybody but the camera sees it, and type each as it falls.',
  })),
  'backup/blob': input<{ what: string; reason: string }>((d) => ({
    happened: `${d.what} is not a wrapped key that can be read: ${d.reason}.`,
    safe: nothingRestored,
    next: 'Take the copy from the other safe, and compare its SHA-256 with the public record.',
  })),
  'backup/record': input<{ what: string; reason: string }>((d) => ({
    happened: `${d.what} is not the public record of a backup: ${d.reason}.`,
    safe: nothingRestored,
    next: 'Take it from another copy of the bag of the ceremony in which the backup was made.',
  })),
  'backup/scope-gone': device<{ call: string; reason: string; held: ScopeContent }>((d) => ({
    happened: `The process that holds the secret of a backup has ended (${d.reason}); ${d.call} was not done.`,
    ...afterScope[d.held],
  })),
  'backup/order': bug<{ call: string; problem: string }>((d) => ({
    happened: `The station asked the process that holds the secret for ${d.call} when it may not: ${d.problem}.`,
    safe: 'It was not done.',
    next: 'Stop the ceremony and report this as a defect of the station.',
  })),
  'backup/box': refuse<{ content: string }>((d) => ({
    happened: `What was to bring ${d.content} to the process that holds the secret could not be opened: it was altered, or is for another one.`,
    safe: 'No secret was made of it, and nothing was split.',
    next: 'Begin the step again. If it comes again, do not trust the module of this token.',
  })),
}

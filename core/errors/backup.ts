import { input, refuse, retry } from './define.ts'

const nothingRestored = 'Nothing was restored and nothing was written.'

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
}

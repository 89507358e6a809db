import { bug, nothingDone, refuse, retry } from './define.ts'

const recorded = 'Nothing was done; the refusal stands in the transcript.'

/** `made`: a set that was being split. `read`: cards of an older one, which nobody may destroy. */
const afterScope = {
  made: {
    safe: 'The key itself is where it was. No card of this backup can ever open anything.',
    next: 'This backup is void. Destroy its cards, and copies of its blob, before both witnesses, as the next step says; then it is made again from the beginning.',
  },
  read: {
    safe: 'Cards and copies are as good as before. Only what was typed of them is gone.',
    next: 'KEEP every card; destroy nothing. The cards are read anew, as the next step says.',
  },
} as const

/** `record`: its path, or the ceremony's directory where the disk did not take it (`notKept`: errno). */
type KeptRecord = { key: string; record: string; notKept?: string }

const whereRecord = ({ record, notKept }: KeptRecord): string =>
  notKept === undefined
    ? `The public record that a restore needs is kept on this station: ${record}.`
    : `The public record that a restore needs could NOT be kept (disk: ${notKept}). All that it is made of is in ${record}: the file transcript.jsonl and the folder store. Keep both, with a copy elsewhere; free space on the disk and open this ceremony again, and it is kept.`

/** Errors of core/ceremony and of the station's ceremony host. */
export const ceremonyErrors = {
  'ceremony/script': bug<{ step: string; problem: string }>((d) => ({
    happened: `The script does not fit the plan at ${d.step}: ${d.problem}.`,
    safe: nothingDone,
    next: 'Correct the plan, or report the script. No ceremony can begin with this pair.',
  })),
  'ceremony/not-now': refuse<{ asked: string; reason: string }>((d) => ({
    happened: `That cannot be done now: ${d.reason}.`,
    safe: 'Nothing was done and nothing was recorded.',
    next: 'Look at the step on the screen; it says what comes now.',
  })),
  'ceremony/not-you': refuse<{ step: string; who: string; may: string }>((d) => ({
    happened: `${d.who} may not do this step; it belongs to ${d.may}.`,
    safe: 'Nothing was done.',
    next: `Let ${d.may} do it, or record a deviation.`,
  })),
  'ceremony/four-eyes': refuse<{ step: string; missing: string }>((d) => ({
    happened: `This act cannot be undone and takes the private codes of two people; missing: ${d.missing}.`,
    safe: 'Nothing was done.',
    next: `Ask ${d.missing} to read the screen and to type a private code.`,
  })),
  'ceremony/wrong-code': retry<{ who: string; wrongInARow: number }>((d) => ({
    happened: `That is not the private code of ${d.who} (${d.wrongInARow} wrong in a row).`,
    safe: recorded,
    next: 'Type it again, slowly. Who has forgotten the code records a deviation; somebody else who is allowed may confirm.',
  })),
  'ceremony/code-blocked': refuse<{ who: string }>((d) => ({
    happened: `The private code of ${d.who} was wrong five times in a row; it is not taken any more today.`,
    safe: recorded,
    next: 'Record a deviation. Somebody else whom the script allows may confirm.',
  })),
  'ceremony/weak-code': retry<{ who: string; minLength: number }>((d) => ({
    happened: `A private code has at least ${d.minLength} characters.`,
    safe: 'No code was set.',
    next: `${d.who} chooses a longer one that nobody else knows, and does not write it down.`,
  })),
  'ceremony/no-answer': retry<{ step: string; field: string }>((d) => ({
    happened: `"${d.field}" is empty or is not of the form that is asked for.`,
    safe: 'Nothing was recorded.',
    next: 'Fill it in and confirm again.',
  })),
  'ceremony/old-number': retry<{ field: string; number: string; where: string }>((d) => ({
    happened: `"${d.field}": ${d.number} is no new number; it stands already ${d.where}.`,
    safe: 'Nothing was recorded.',
    next: 'Read the number on the new bag and type that one. If the new bag really has this number, take another bag.',
  })),
  'ceremony/other-initials': retry<{ step: string; before: string }>((d) => ({
    happened: `These are not the initials that were typed at "${d.step}": ${d.before}.`,
    safe: 'Nothing was recorded.',
    next: 'Look whether the person who is named sits at the keyboard. That person types the same initials as before.',
  })),
  'ceremony/secret-missing': retry<{ step: string; missing: string }>((d) => ({
    happened: `Still missing: ${d.missing}.`,
    safe: 'No device was called and no PIN was tried.',
    next: 'Let the person named type it now.',
  })),
  'ceremony/needs-deviation': refuse<{ step: string }>(() => ({
    happened: 'The step is not as it should be, and no deviation has been recorded for it.',
    safe: recorded,
    next: 'Put it right and answer again; or record a deviation (D) and then go on; or stop (S).',
  })),
  'ceremony/must-fit': refuse<{ step: string }>(() => ({
    happened: 'The step is not as it should be, and it cannot be passed over.',
    safe: recorded,
    next: 'Put it right and answer again, or stop the ceremony (S). A deviation does not help here.',
  })),
  'ceremony/wrong-head': retry<{ expected: string }>((d) => ({
    happened: 'The head that was entered is not the one this transcript had at that place.',
    safe: 'Nothing was resumed. The transcript is as it was.',
    next: `Check that this is the right ceremony and read the words from the paper again; the first word should be "${d.expected}". If they still differ, the transcript was exchanged: do not resume it.`,
  })),
  'ceremony/reconcile-first': refuse<{ step: string }>((d) => ({
    happened: `The station was interrupted in the middle of "${d.step}", and nobody has yet said how that stands.`,
    safe: 'Nothing is done twice: the station waits.',
    next: 'Look at what the station found, and decide.',
  })),
  'ceremony/clock': refuse<{ now: string; before: string }>((d) => ({
    happened: `CLOCK-BACK: the station's clock says ${d.now}, which is before ${d.before}, a time already recorded.`,
    safe: 'Nothing was recorded with the wrong time.',
    next: 'Compare with the clock on the wall. Set the station right, or confirm its time; either is recorded.',
  })),
  'ceremony/wrong-token': refuse<{ wanted: string; wantedId: string; present: string }>((d) => ({
    happened: `The token with serial ${d.wanted} ("${d.wantedId}") is not there. Present: ${d.present}.`,
    safe: 'No PIN was sent to a token and none was tried.',
    next: 'Take the other token out, insert the one that is named, and try again.',
  })),
  'ceremony/two-tokens': refuse<{ serial: string }>((d) => ({
    happened: `Two tokens answer to the serial ${d.serial}.`,
    safe: 'No PIN was sent to a token and none was tried.',
    next: 'Leave only the token that is named inserted. If one is left and two still answer, stop: one of them is false.',
  })),
  'ceremony/token-not-blank': refuse<{ token: string; reason: string }>((d) => ({
    happened: `Token ${d.token} is not in the state that the plan expects: ${d.reason}.`,
    safe: 'Nothing was changed on it.',
    next: 'Compare with the plan. Use the spare that the plan names, or stop and change the plan.',
  })),
  'ceremony/pin-state': refuse<{ token: string; state: string }>((d) => ({
    happened: `The PIN of token ${d.token} has few tries left (${d.state}).`,
    safe: 'No PIN was tried.',
    next: 'The holder says aloud that the PIN is known for certain, and confirms that a try may be spent; or stop.',
  })),
  'ceremony/pin-locked': refuse<{ token: string }>((d) => ({
    happened: `The PIN of token ${d.token} is locked.`,
    safe: 'No PIN was tried. The keys on it are still there.',
    next: 'Its security officer can set a new PIN with the SO PIN, outside this step; or use the spare that the plan names.',
  })),
  'ceremony/fork': refuse<{ words: string }>((d) => ({
    happened: `ROOT-FORK: ${d.words}`,
    safe: 'Nothing was signed and no PIN was sent to the token.',
    next: 'Stop and find out which history is the right one. Only if the earlier signature never left the room, somebody who does not sign here records that as a deviation (D) that names ROOT-FORK, with their private code; then try again.',
  })),
  'ceremony/not-a-station': refuse<{ rules: string }>((d) => ({
    happened: `This machine is not fit for production: ${d.rules}.`,
    safe: 'Nothing was done. A rehearsal can be held on it.',
    next: 'Put right what is named, or waive it by an exception in the plan that says why; it then stands on every page.',
  })),
  'ceremony/check-failed': refuse<{ rules: string }>((d) => ({
    happened: `The draft was refused before any PIN was tried: ${d.rules}.`,
    safe: 'Nothing was signed.',
    next: 'Correct the plan; the ceremony can be stopped as void and held again with the new plan.',
  })),
  'ceremony/verify-failed': refuse<{ what: string; reason: string }>((d) => ({
    happened: `What was written does not verify: ${d.what}: ${d.reason}.`,
    safe: 'Nothing leaves the station. All that was made is kept in the store.',
    next: 'Stop the ceremony and keep everything; do not publish anything from it.',
  })),
  'ceremony/scope-gone': refuse<{ set: string; held: 'made' | 'read' }>((d) => ({
    happened: `The secret of the backup of ${d.set} is gone: the process that held it ended, or the station was started again.`,
    ...afterScope[d.held],
  })),
  'ceremony/card-not-read': retry<{ holder: string }>((d) => ({
    happened: `The card of ${d.holder} has not been read back yet.`,
    safe: 'Nothing was done.',
    next: `${d.holder} types the words of the card, all 33.`,
  })),
  'ceremony/only-cards-left': refuse<KeptRecord>((d) => ({
    happened: `BACKUP-ONLY-CARDS: key ${d.key} was destroyed on its token before the restored one took its place, and the secret that would bring it back is gone. Its cards and the copies of its blob are all that is left of it.`,
    safe: `Together they still are the whole key. ${whereRecord(d)}`,
    next: 'Stop the ceremony as void (S). Destroy NO card and NO copy, whatever the script says, before the key was restored from them with the script "restore", or was made anew in another ceremony.',
  })),
  'ceremony/only-cards-unlooked': refuse<KeptRecord>((d) => ({
    happened: `BACKUP-ONLY-CARDS: the ceremony was stopped as void while key ${d.key} may have been destroyed on its token and not be back, and nobody looked. Then its cards and the copies of its blob are all that is left of it.`,
    safe: `Together they are the whole key. ${whereRecord(d)}`,
    next: 'Destroy NO card and NO copy, whatever the script says, before it is known that the key is on its token, or it was restored with the script "restore", or made anew in another ceremony.',
  })),
  'ceremony/copy-left': refuse<{ token: string; left: number }>((d) => ({
    happened: `The copy of the key on token ${d.token} should be destroyed, but ${d.left} objects of it are still found there.`,
    safe: 'The key on its own token is as it was.',
    next: `Do the step again. If they stay, initialise token ${d.token} outside the station, and record that as a deviation.`,
  })),
  'ceremony/no-blob': retry<{ directory: string; wanted: string; found: string }>((d) => ({
    happened: `No file in ${d.directory} is the blob that the record names (SHA-256 ${d.wanted.slice(0, 16)}…). There: ${d.found}.`,
    safe: 'Nothing was restored and no PIN was tried.',
    next: 'Insert the medium with a copy of the blob, as its bag is labelled. If it is the right one, it was damaged or exchanged: take the copy from the other safe.',
  })),
  'ceremony/production-key': refuse<{ token: string; maker: string }>((d) => ({
    happened: `DRILL-PRODUCTION: this backup is of a key of production, and token ${d.token} (${d.maker}) keeps keys in files.`,
    safe: 'Nothing was restored and no PIN was tried.',
    next: 'Use a hardware token, and name it in the plan. No exception sets this aside.',
  })),
  'ceremony/other-copy': refuse<{ path: string }>((d) => ({
    happened: `${d.path} is there already, and it is not this copy.`,
    safe: 'It was not touched, and nothing was written.',
    next: 'Insert the medium for this copy, an empty one. If it is the right one, move the other file away outside the station.',
  })),
  'ceremony/same-medium': refuse<{ key: string; site: string; other: string; path: string }>((d) => ({
    happened: `BACKUP-MEDIUM: the medium already holds the copy of the blob of ${d.key} for ${d.other} (${d.path}).`,
    safe: `Nothing was written. The copy for ${d.other} is as it was.`,
    next: `Take this medium out and put it with what goes to ${d.other}. Insert the one for ${d.site}, an empty one: two copies on one medium are lost together.`,
  })),
  'ceremony/site-gap': refuse<{ gap: string }>((d) => ({
    happened: `The site file does not fit the plan: ${d.gap}.`,
    safe: nothingDone,
    next: 'Correct the site file of this station; the plan stays as it was approved.',
  })),
  'ceremony/few-seals': refuse<{ made: number; needed: number }>((d) => ({
    happened: `The transcript has ${d.made} seals; the plan asks for ${d.needed}. The ceremony cannot be closed so.`,
    safe: 'Everything made and recorded is kept, and the bag that was written stays as it is.',
    next: 'Stop the ceremony (S), to be resumed when a token can seal, or as void.',
  })),
  'ceremony/too-long': refuse<{ type: string; sizeBytes: number; maxBytes: number }>((d) => ({
    happened: `The line for "${d.type}" would be ${d.sizeBytes} bytes; the transcript takes at most ${d.maxBytes}.`,
    safe: 'Nothing was recorded and nothing was done.',
    next: 'Shorten what was entered; at the beginning, shorten the site file.',
  })),
  'ceremony/stand-in': refuse<{ serial: string }>((d) => ({
    happened: `The site binds a stand-in for token ${d.serial}, but this is production.`,
    safe: nothingDone,
    next: 'Remove standIns from the site file; they are for rehearsals only.',
  })),
  'ceremony/unknown': refuse<{ id: string; known: string }>((d) => ({
    happened: `There is no ceremony "${d.id}".`,
    safe: nothingDone,
    next: `Use one of: ${d.known}.`,
  })),
  'ceremony/unanswered': refuse<{ step: string; title: string; needs: string }>((d) => ({
    happened: `The prepared answers say nothing for step ${d.step} ("${d.title}"): ${d.needs}.`,
    safe: 'The ceremony stands at this step and can be resumed.',
    next: 'Add the answer to the file and run again with --resume.',
  })),
  'ceremony/card-holders': refuse<{ step: string; title: string; holders: string }>((d) => ({
    happened: `From step ${d.step} ("${d.title}") on cards are shown or typed. That is done by the people who hold them, at the window: ${d.holders}. No file and no descriptor stands in for a card.`,
    safe: 'No secret was made, no card was shown or asked for. What was done before is on record, and the ceremony stands at this step.',
    next: 'Open the window on the folder in which this ceremony lies (npm start -- --work DIR), resume it with the head from paper, and do this act there. The acts after it may be run from prepared answers again, with --resume.',
  })),
  'ceremony/no-card': refuse<{ holder: string }>((d) => ({
    happened: `The card of ${d.holder} is on paper, with ${d.holder}. The program plays everybody in a rehearsal, but it has no card except those of its own example.`,
    safe: 'Nothing was restored, and no card was asked for.',
    next: 'Rehearse the built-in example (leave --plan away), or rehearse your own plan in the window, where its holders type. Check your own plan with: anchorite plan check PLAN --print.',
  })),
}

// Steps of a recovery up to the cards read: the room, who came, what was drawn, each card. Data only. docs/backup.md section 6.

import type { Step } from '../../core/ceremony/script.ts'
import type { RootRole } from '../root-key-generation/roles.ts'

export const arrivalSteps: readonly Step<RootRole>[] = [
  {
    kind: 'attest',
    id: 'room',
    title: 'Who may stand where',
    by: 'externalWitness',
    do: 'Have the cameras turned so that they show people and no page. Set one chair before the screen; everybody else stands behind it.',
    statement:
      'No camera sees the screen or the table before it. Whoever has a card sits there alone; I see the person, and not the words.',
    otherwise: { if: 'a camera or a window shows the page', then: 'cover it, and look again' },
  },
  {
    kind: 'attest',
    id: 'identity',
    title: 'Identity of {item.name}',
    by: 'internalWitness',
    forEach: 'item.recoveryShares',
    do: 'Look at an official identity document of {item.name}, who has card {item.number} of {item.key}.',
    statement: 'The document is valid and shows {item.name}, who signed the list of participants.',
    otherwise: {
      if: '{item.name} did not come, or the identity is in doubt',
      then: 'say who is absent; their card is not read',
      mayContinue: true,
    },
  },
  {
    kind: 'enter',
    id: 'card-bag',
    title: 'Bag of card {item.number}',
    by: 'internalWitness',
    forEach: 'item.recoveryShares',
    do: 'Hold the bag with the card of {item.name} to the light and to the camera, read its number aloud, and type it; {item.name} cuts it open.',
    see: 'The number that the record of {item.ceremony} has for this bag; its seal unbroken.',
    fields: [{ id: 'bag', label: 'Bag number, or "absent"', form: 'text' }],
    otherwise: {
      if: 'the bag is missing or damaged, or has another number',
      then: 'photograph it; whether the card is read at all is for the witnesses to say',
      mayContinue: true,
    },
  },
]

/** The surprise of a drill: drawn, not chosen, and played by those whom it names. None where each card is to be good: it would fail the drill. */
export const surpriseSteps: readonly Step<RootRole>[] = [
  {
    kind: 'choose',
    id: 'surprise',
    title: 'The surprise',
    by: 'externalWitness',
    when: 'isQuorum',
    do: 'Draw one of the two folded papers and read it aloud. Those whom it names play it; nobody else helps them.',
    options: [
      {
        id: 'dead-card',
        label: 'A dead card: the second card to be read cannot be made out; its holder says so when it is asked for',
        fits: true,
      },
      {
        id: 'missing-person',
        label: 'A missing person: whoever is to be read first leaves the room, and is absent until the end',
        fits: true,
      },
      {
        id: 'real',
        label: 'Neither: somebody or something is missing already, and that is surprise enough',
        fits: true,
      },
    ],
  },
]

export const readingSteps: readonly Step<RootRole>[] = [
  {
    kind: 'attest',
    id: 'voided',
    title: 'The cards are read anew',
    by: 'internalWitness',
    onlyAfterVoid: true,
    do: 'Say aloud that what the station had read of the cards of {item.key} is gone, and is read anew. No card is made, and none destroyed.',
    statement: 'Every card that was read is still in the room, with its holder, and nobody else saw its words.',
    otherwise: { if: 'a card is missing', then: 'find it before anything is read again' },
  },
  {
    kind: 'perform',
    id: 'begin',
    title: 'Begin with {item.key}',
    by: 'administrator',
    action: 'recovery/begin',
    do: 'Let the station take up the public record of the backup of {item.key}, made in {item.ceremony}: {item.threshold} of {item.cards} cards.',
    see: 'The set and the epoch that must stand on each card, and who holds which.',
    otherwise: { if: 'it is refused', then: 'put right what it says; no card was read yet' },
  },
  {
    kind: 'perform',
    id: 'read',
    title: 'Card {item.number}: {item.name}',
    by: 'item.person',
    alsoBy: 'internalWitness',
    forEach: 'item.recoveryShares',
    scope: true,
    action: 'recovery/read',
    do: '{item.name} sits down alone before the screen and types the words of the card. A witness sees {item.name}, and not the words.',
    see: 'Every word right, and the card as the public record has it.',
    secrets: [{ slot: 'share', label: 'The words of card {item.number}', by: 'item.person' }],
    otherwise: {
      if: 'the card is dead, or {item.name} is not there',
      then: 'say which of the two it is; the internal witness answers for who is absent',
      mayContinue: true,
    },
  },
  {
    kind: 'enter',
    id: 'card-back',
    title: 'Card {item.number} back into a bag',
    by: 'item.person',
    alsoBy: 'internalWitness',
    forEach: 'item.recoveryShares',
    scope: true,
    do: '{item.name} folds the card, words inside, puts it into a new tamper-evident bag, seals it, and types its number.',
    see: 'The new bag number, as it stands on the bag.',
    fields: [{ id: 'bag', label: 'New bag number, or "absent"', form: 'text', fresh: true }],
    otherwise: { if: 'there is no card', then: 'the internal witness says so', mayContinue: true },
  },
  {
    kind: 'perform',
    id: 'combine',
    title: 'Put the cards of {item.key} together',
    by: 'administrator',
    when: 'isQuorum',
    scope: true,
    action: 'recovery/combine',
    do: 'Let the station put {item.threshold} of the cards together.',
    see: 'What they give is what the public record says. Nothing is unwrapped with it yet.',
    otherwise: { if: 'too few cards were read', then: 'stop; call out who is missing' },
  },
]

/** The key comes back, and signs. */
export const restoringSteps: readonly Step<RootRole>[] = [
  {
    kind: 'enter',
    id: 'copy',
    title: 'The copy of {item.key}',
    by: 'safeController',
    when: 'isFull',
    scope: true,
    do: 'Show the bag with the copy of {item.key} to the camera, type its number, cut it open, and insert the medium.',
    see: 'The number that the record of {item.ceremony} has for this bag; its seal unbroken.',
    fields: [{ id: 'bag', label: 'Bag number', form: 'text' }],
    otherwise: {
      if: 'the bag is damaged, or has another number',
      then: 'take the copy of another site',
      mayContinue: true,
    },
  },
  {
    kind: 'perform',
    id: 'restore',
    title: 'Restore {item.key} into token {item.token}',
    by: 'item.holder',
    when: 'isFull',
    scope: true,
    action: 'recovery/restore',
    do: '{item.holderName} inserts token {item.token} and types its user PIN. The key is restored into it as {item.newLabel}.',
    see: 'Key {item.key} ({item.algorithm}) on token {item.token}, not extractable; attributes read back.',
    secrets: [{ slot: 'userPin', label: 'User PIN of token {item.token}', by: 'item.holder' }],
    irreversible: true,
    gone: 'From now on key {item.key} is on token {item.token} too: whoever has this token and its PIN can sign with it.',
    confirmedBy: ['internalWitness', 'externalWitness'],
    otherwise: { if: 'the copy is refused', then: 'take the copy of another site, and try again' },
  },
  {
    kind: 'perform',
    id: 'sign',
    title: '{item.key} signs',
    by: 'item.holder',
    when: 'isFull',
    action: 'recovery/sign',
    do: '{item.holderName} lets the restored key sign a statement that it came back.',
    see: 'The statement verified with the public key that the record has of {item.key}.',
    secrets: [{ slot: 'userPin', label: 'User PIN of token {item.token}', by: 'item.holder' }],
    otherwise: { if: 'it does not verify', then: 'stop: what was restored is not the key of the record' },
  },
]

export const afterSteps: readonly Step<RootRole>[] = [
  {
    kind: 'attest',
    id: 'cameras',
    title: 'Cameras back',
    by: 'cameraOperator',
    do: 'Turn the cameras back to the table, and say the time aloud.',
    statement: 'All cameras record again as before, and the clock on the wall is in the picture.',
    otherwise: { if: 'a camera fails', then: 'mend or replace it', mayContinue: true },
  },
]

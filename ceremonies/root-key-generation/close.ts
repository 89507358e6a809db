// Act close: deviations, initials, seal, head on paper, custody. Data only.

import type { Act } from '../../core/ceremony/script.ts'
import type { RootRole } from './roles.ts'

export const closeAct: Act<RootRole> = {
  id: 'close',
  title: 'Close',
  steps: [
    {
      kind: 'compare',
      id: 'deviations',
      title: 'Deviations',
      by: 'internalWitness',
      value: 'deviations',
      do: 'Read all deviations aloud, one by one.',
      see: 'Every deviation of the day, or "none".',
      otherwise: { if: 'one is missing', then: 'record it now (D), then read them again' },
    },
    {
      kind: 'enter',
      id: 'initials',
      title: 'Initials of {item.name}',
      by: 'item.person',
      forEach: 'rollCall',
      do: '{item.name} says: "The record is true as far as I saw it", and types the same initials as at the roll call.',
      see: '{item.name} agrees.',
      fields: [{ id: 'initials', label: 'Initials', form: 'initials', sameAs: 'open/roll-call' }],
      otherwise: { if: 'you do not agree', then: 'say why', mayContinue: true },
    },
    {
      kind: 'perform',
      id: 'seal',
      title: 'Seal with key {item.key}',
      by: 'item.holder',
      forEach: 'sealKeys',
      action: 'transcript/seal',
      do: '{item.holderName} inserts token {item.token} and types its user PIN to seal the transcript.',
      see: 'The transcript up to here, sealed and verified.',
      secrets: [{ slot: 'userPin', label: 'User PIN of token {item.token}', by: 'item.holder' }],
      irreversible: true,
      gone: 'After the seal only custody is recorded.',
      confirmedBy: ['externalWitness', 'administrator'],
      otherwise: {
        if: 'this token cannot seal and enough others can',
        then: 'say so aloud; the ceremony cannot be closed with fewer seals than the plan asks for',
        mayContinue: true,
      },
    },
    {
      kind: 'compare',
      id: 'head',
      title: 'Head on paper',
      by: 'externalWitness',
      value: 'head',
      do: 'Everybody writes the 32 words, the transcript head, on paper and signs it.',
      see: 'The same 32 words on every paper.',
      otherwise: { if: 'a word on the paper differs', then: 'strike it out, initial it, and write it again' },
    },
    {
      kind: 'enter',
      id: 'custody',
      title: 'Custody of token {item.token}',
      by: 'item.holder',
      forEach: 'tokens',
      do: '{item.holderName} puts token {item.token} into a new tamper-evident bag, seals it, and types its number. It goes to: {item.site}.',
      see: 'The new bag number, on camera.',
      fields: [{ id: 'bag', label: 'New bag number', form: 'text', fresh: true }],
      otherwise: { if: 'the bag does not close well', then: 'take another and use its number' },
    },
    {
      kind: 'attest',
      id: 'stick',
      title: 'Who takes the stick',
      by: 'externalWitness',
      do: 'Leave the stick OUT in the station, and say aloud that you take it once the station says "closed".',
      statement:
        'The stick is still in the station: the record goes on it last. When the station says "closed", I take it out in front of the camera and carry it to the online side.',
    },
  ],
}

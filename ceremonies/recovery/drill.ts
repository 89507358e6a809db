// Acts of a recovery drill: each set tried, what was restored destroyed, and the certificate. Data only.

import type { Act } from '../../core/ceremony/script.ts'
import type { RootRole } from '../root-key-generation/roles.ts'
import { afterSteps, arrivalSteps, readingSteps, restoringSteps, surpriseSteps } from './cards.ts'

export const drillAct: Act<RootRole> = {
  id: 'recovery',
  title: 'Drill with the backup of {item.key}',
  forEach: 'recoverySets',
  steps: [
    ...arrivalSteps,
    ...surpriseSteps,
    ...readingSteps,
    ...restoringSteps,
    {
      kind: 'perform',
      id: 'destroy',
      title: 'Destroy {item.key} on token {item.token}',
      by: 'item.holder',
      when: 'isFull',
      action: 'recovery/destroy',
      do: '{item.holderName} has what was restored into token {item.token} destroyed.',
      see: 'What the module says: how many objects were destroyed, and that none is left.',
      secrets: [{ slot: 'userPin', label: 'User PIN of token {item.token}', by: 'item.holder' }],
      irreversible: true,
      gone: 'What was restored into token {item.token} is gone for good. The key itself stays where it always was.',
      confirmedBy: ['internalWitness', 'externalWitness'],
      otherwise: { if: 'something is left', then: 'initialise the token at once, and say so' },
    },
    {
      kind: 'perform',
      id: 'initialise',
      title: 'Initialise token {item.token} again',
      by: 'item.holder',
      when: 'isFull',
      action: 'token/initialise',
      do: '{item.securityOfficerName} types the SO PIN and a new one, then {item.holderName} types a new user PIN. Neither looks at the other.',
      see: 'Token {item.token} labelled {item.label}, with nothing on it.',
      secrets: [
        { slot: 'factorySoPin', label: 'SO PIN of token {item.token}', by: 'item.securityOfficer' },
        { slot: 'soPin', label: 'New SO PIN of token {item.token}', by: 'item.securityOfficer' },
        { slot: 'newUserPin', label: 'New user PIN of token {item.token}', by: 'item.holder' },
      ],
      irreversible: true,
      gone: 'Everything that is on token {item.token} now is erased for good.',
      confirmedBy: ['item.securityOfficer'],
      otherwise: { if: 'the SO PIN is refused', then: 'stop and look it up: a second wrong one may lock the token' },
    },
    ...afterSteps,
  ],
}

export const certificateAct: Act<RootRole> = {
  id: 'certificate',
  title: 'Certificate',
  steps: [
    {
      kind: 'perform',
      id: 'make',
      title: 'Certificate of the drill',
      by: 'administrator',
      action: 'recovery/certificate',
      do: 'Let the station write down what the drill showed, and read it aloud.',
      see: 'For each set: which cards were good, which dead or absent, how far it came, and the minutes from the call-out to the signature.',
    },
    {
      kind: 'attest',
      id: 'next',
      title: 'What follows',
      by: 'internalWitness',
      do: 'Say what must be mended (a dead card, an absent holder, a long way), who does it, and when the next drill is.',
      statement: 'What must be mended was said aloud, with a name and a day, and the day of the next drill.',
      otherwise: { if: 'nobody can say so yet', then: 'record who will, and by when', mayContinue: true },
    },
  ],
}

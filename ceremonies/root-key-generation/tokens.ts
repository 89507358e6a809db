// Act tokens: each token inserted, named, and initialised where the plan says so. Data only.

import type { Act } from '../../core/ceremony/script.ts'
import type { RootRole } from './roles.ts'

export const tokensAct: Act<RootRole> = {
  id: 'tokens',
  title: 'Tokens',
  steps: [
    {
      kind: 'perform',
      id: 'identify',
      title: 'Token {item.token}',
      by: 'item.holder',
      forEach: 'tokens',
      action: 'token/identify',
      do: '{item.holderName} inserts token {item.token}, and reads the serial printed on it aloud.',
      see: 'Serial {item.serial}, and the state of its PINs.',
      otherwise: { if: 'another serial shows', then: 'take the token out; nothing was tried on it' },
    },
    {
      kind: 'perform',
      id: 'initialise',
      title: 'Initialise token {item.token}',
      by: 'item.holder',
      forEach: 'tokens',
      when: 'item.initialise',
      action: 'token/initialise',
      do: '{item.securityOfficerName} types the PINs of the security officer (SO PIN), then {item.holderName} types the new user PIN. Neither looks at the other.',
      see: 'Token {item.token} labelled {item.label}, user PIN set.',
      secrets: [
        { slot: 'factorySoPin', label: 'SO PIN with which token {item.token} came', by: 'item.securityOfficer' },
        { slot: 'soPin', label: 'New SO PIN of token {item.token}', by: 'item.securityOfficer' },
        { slot: 'newUserPin', label: 'New user PIN of token {item.token}', by: 'item.holder' },
      ],
      irreversible: true,
      gone: 'Everything that is on token {item.token} now is erased for good.',
      confirmedBy: ['item.securityOfficer'],
      otherwise: {
        if: 'the SO PIN is refused',
        then: 'stop and look it up: a second wrong one may lock the token',
        goTo: 'tokens/identify',
      },
    },
    {
      kind: 'attest',
      id: 'blank',
      title: 'Token {item.token} is kept as it is',
      by: 'item.holder',
      forEach: 'tokens',
      when: 'item.keep',
      do: '{item.holderName} says that token {item.token} is not erased and that its PIN is known.',
      statement: 'Token {item.token} keeps what is on it.',
    },
  ],
}

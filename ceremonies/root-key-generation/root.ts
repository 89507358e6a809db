// Act root: draft, checks, review, and a signature of each keyholder. Data only.

import type { Act } from '../../core/ceremony/script.ts'
import type { RootRole } from './roles.ts'

export const rootAct: Act<RootRole> = {
  id: 'root',
  title: 'Root',
  steps: [
    {
      kind: 'perform',
      id: 'draft',
      title: 'Draft of {item.repository}',
      by: 'administrator',
      forEach: 'repositories',
      action: 'root/draft',
      do: 'Let the station lay out the root metadata of {item.repository}, and read the summary aloud.',
      see: 'What is new, who must sign, until when it is valid.',
    },
    {
      kind: 'perform',
      id: 'check',
      title: 'Checks of {item.repository}',
      by: 'administrator',
      forEach: 'repositories',
      action: 'root/check',
      do: 'Let the station hold the draft against every rule, before any PIN is asked for.',
      see: 'Every rule with its name, and "holds" behind it.',
      otherwise: { if: 'a rule does not hold', then: 'stop; the plan must be corrected' },
    },
    {
      kind: 'compare',
      id: 'review',
      title: 'What will be signed for {item.repository}',
      by: 'externalWitness',
      forEach: 'repositories',
      value: 'payload-digest',
      do: 'Read the words aloud; every signer writes the first four words down.',
      see: '32 words of what will be signed.',
      otherwise: { if: 'the summary is not what the plan says', then: 'stop', goTo: 'root/draft' },
    },
    {
      kind: 'perform',
      id: 'sign',
      title: '{item.holderName} signs {item.repository}',
      by: 'item.holder',
      forEach: 'rootSigners',
      action: 'root/sign',
      do: '{item.holderName} inserts token {item.token}, compares the first four words, and types the user PIN.',
      see: 'Signature of key {item.key}, verified.',
      secrets: [{ slot: 'userPin', label: 'User PIN of token {item.token}', by: 'item.holder' }],
      irreversible: true,
      gone: 'A signature cannot be taken back once it has left the room.',
      confirmedBy: ['internalWitness', 'externalWitness'],
      otherwise: {
        if: 'this token cannot sign and enough others can',
        then: 'say so aloud; the root is refused later if fewer than the threshold have signed',
        mayContinue: true,
      },
    },
    {
      kind: 'perform',
      id: 'assemble',
      title: 'Root file of {item.repository}',
      by: 'administrator',
      forEach: 'repositories',
      action: 'root/assemble',
      do: 'Let the station put the signatures together and write the root file.',
      see: 'The name and digest of the file.',
    },
  ],
}

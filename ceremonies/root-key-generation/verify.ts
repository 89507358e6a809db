// Act verify: everything again, from the written bytes. Data only.

import type { Act } from '../../core/ceremony/script.ts'
import type { RootRole } from './roles.ts'

export const verifyAct: Act<RootRole> = {
  id: 'verify',
  title: 'Verify',
  steps: [
    {
      kind: 'perform',
      id: 'all',
      title: 'Everything again, from the written bytes',
      by: 'externalWitness',
      action: 'verify/all',
      do: 'Let the station read back all that was written and verify it from the beginning.',
      see: 'Keys, proofs, root files and thresholds, each with "verified".',
      otherwise: { if: 'anything does not verify', then: 'stop; nothing leaves the station' },
    },
    {
      kind: 'attest',
      id: 'seen',
      title: 'The external witness',
      by: 'externalWitness',
      when: 'allMadeHere',
      do: 'Say aloud what you saw.',
      statement: 'The keys were made on the tokens in front of me, and what was verified is what was reviewed.',
      otherwise: { if: 'you cannot say so', then: 'say what you did not see, and record it', mayContinue: true },
    },
    {
      kind: 'attest',
      id: 'seen',
      title: 'The external witness',
      by: 'externalWitness',
      when: 'hasImported',
      do: 'Say aloud what you saw.',
      statement:
        'The keys were made on the tokens in front of me, but for those that the plan imports, which existed in software; and what was verified is what was reviewed.',
      otherwise: { if: 'you cannot say so', then: 'say what you did not see, and record it', mayContinue: true },
    },
    {
      kind: 'attest',
      id: 'seen',
      title: 'The external witness',
      by: 'externalWitness',
      when: 'hasRecovery',
      do: 'Say aloud what you saw.',
      statement:
        'Whoever had a card typed it alone, nobody else saw its words, and what is recorded is what happened in front of me.',
      otherwise: { if: 'you cannot say so', then: 'say what you did not see, and record it', mayContinue: true },
    },
  ],
}

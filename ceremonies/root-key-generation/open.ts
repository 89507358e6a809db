// Act open: roll call, clock, readiness, and the digests that were approved. Data only.

import type { Act } from '../../core/ceremony/script.ts'
import type { RootRole } from './roles.ts'

export const openAct: Act<RootRole> = {
  id: 'open',
  title: 'Open',
  steps: [
    {
      kind: 'attest',
      id: 'safety',
      title: 'Ways out',
      by: 'administrator',
      do: 'Show everybody the ways out, and say what happens to the tokens in an evacuation.',
      statement: 'Everybody knows the ways out.',
    },
    {
      kind: 'enter',
      id: 'roll-call',
      title: 'Roll call: {item.name}',
      by: 'item.person',
      forEach: 'rollCall',
      do: '{item.name} ({item.roles}) types initials, and chooses a private code that nobody else knows.',
      see: '{item.name} present.',
      fields: [{ id: 'initials', label: 'Initials', form: 'initials' }],
      secrets: [{ slot: 'code', label: 'Private code of {item.name}', by: 'item.person' }],
    },
    {
      kind: 'compare',
      id: 'clock',
      title: 'Clock',
      by: 'internalWitness',
      value: 'station-clock',
      do: 'Compare the clock of the station with the clock on the wall.',
      see: 'Both the same, to within a minute.',
      otherwise: { if: 'they differ', then: 'set the clock of the station and compare again', mayContinue: true },
    },
    {
      kind: 'perform',
      id: 'readiness',
      title: 'Readiness',
      by: 'administrator',
      action: 'station/readiness',
      do: 'Let the station look at itself, and read what it says aloud.',
      see: 'Network, swap, disk and the digest of the program, each with a word. The station says this of itself.',
      otherwise: { if: 'something is refused', then: 'put it right and look again' },
    },
    {
      kind: 'compare',
      id: 'script-digest',
      title: 'Digest of the script',
      by: 'internalWitness',
      value: 'script-digest',
      do: 'Read the words aloud; everybody compares them with the printed script.',
      see: 'The same 32 words on every copy.',
      otherwise: { if: 'a word differs', then: 'stop: the printed script is not the one the station follows' },
    },
    {
      kind: 'compare',
      id: 'plan-digest',
      title: 'Digest of the plan',
      by: 'externalWitness',
      value: 'plan-digest',
      do: 'Read the words aloud; everybody compares them with the printed, approved plan.',
      see: 'The same 32 words on every copy.',
      otherwise: { if: 'a word differs', then: 'stop: this is not the plan that was approved' },
    },
    {
      kind: 'attest',
      id: 'exceptions',
      title: 'Exception {item.number} of {item.count} in the plan',
      by: 'administrator',
      forEach: 'exceptions',
      do: 'Read this exception of the plan aloud, with its reason and who approved it.',
      statement:
        'The rule {item.rule} is set aside for {item.about}. This allows {item.allows}. Reason: {item.reason} Approved by {item.approvedBy}.',
    },
    {
      kind: 'choose',
      id: 'approve',
      title: 'Go on?',
      by: 'internalWitness',
      do: 'Ask everybody by name whether the ceremony may go on.',
      options: [
        { id: 'go', label: 'Everybody says yes', fits: true },
        { id: 'no', label: 'Somebody says no', fits: false },
      ],
      otherwise: {
        if: 'somebody says no',
        then: 'hear the reason; go on only when all agree, else stop',
        goTo: 'open/clock',
      },
    },
  ],
}

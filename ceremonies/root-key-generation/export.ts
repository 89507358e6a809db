// Act export: the bag, flushed and read back. Data only.

import type { Act } from '../../core/ceremony/script.ts'
import type { RootRole } from './roles.ts'

export const exportAct: Act<RootRole> = {
  id: 'export',
  title: 'Export',
  steps: [
    {
      kind: 'attest',
      id: 'medium',
      title: 'The medium',
      by: 'administrator',
      do: 'Unpack the new stick labelled OUT, show it to the camera, and insert it.',
      statement: 'The stick was new and sealed, and it is the only one in the machine.',
      otherwise: { if: 'it is not new', then: 'take another', mayContinue: true },
    },
    {
      kind: 'perform',
      id: 'bag',
      title: 'Write the bag',
      by: 'administrator',
      action: 'export/bag',
      do: 'Let the station write the bag, the folder with all that was made today, to the stick and read it back.',
      see: 'The number of files, all read back as they were written.',
      otherwise: { if: 'the medium fails', then: 'take another stick', goTo: 'export/medium' },
    },
    {
      kind: 'attest',
      id: 'out-and-in',
      title: 'Out and in again',
      by: 'administrator',
      do: 'Take the stick out, wait for the light to go dark, and put it in again.',
      statement: 'The stick was out of the machine, so that what is read now comes from it and not from memory.',
      otherwise: { if: 'it cannot be taken out (a fixed disk)', then: 'say so', mayContinue: true },
    },
    {
      kind: 'perform',
      id: 'again',
      title: 'Read the bag again',
      by: 'administrator',
      action: 'export/read-again',
      do: 'Let the station read the whole bag from the stick once more.',
      see: 'The same digest as when it was written.',
      otherwise: { if: 'it differs or cannot be read', then: 'take another stick', goTo: 'export/medium' },
    },
    {
      kind: 'compare',
      id: 'manifest',
      title: 'Digest of the bag',
      by: 'internalWitness',
      value: 'manifest-digest',
      do: 'Read the words aloud; both witnesses write them on paper.',
      see: '32 words of manifest-sha256.txt.',
      otherwise: { if: 'a word was misheard', then: 'read all of them again' },
    },
  ],
}

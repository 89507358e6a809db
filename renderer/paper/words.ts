// The few words that the print page itself puts on paper; everything else comes with the sheet.

export const words = {
  // Heads of the four columns of a script and of a transcript.
  step: 'Step',
  activity: 'Activity',
  initial: 'Initial',
  time: 'Time',
  // Runs across every page of a rehearsal, and stands in its top line.
  rehearsal: 'REHEARSAL',
  production: 'PRODUCTION',
  // Bottom line of every page: what the four words are the beginning of.
  digestOf: (what: string, four: string) => `SHA-256 of ${what}: ${four} …`,
  // Before the hexadecimal form of a digest.
  hex: 'SHA-256',
  // Read out in front of what a person chose from a list.
  chosen: 'chosen',
  /** A share card. Nobody may take it for something else, and whoever finds it must know what to do. */
  card: {
    title: (number: number, of: number) => `Share card ${number} of ${of}`,
    key: 'For the key',
    keyWords: 'Public key begins',
    setWords: 'Set',
    opens: 'Opens',
    quorum: (threshold: number, of: number, epoch: number) =>
      `any ${threshold} of ${of} cards of split ${epoch} open the backup of this key; one alone opens nothing`,
    made: 'Made on',
    bag: 'Tamper bag',
    notAWallet: 'NOT A WALLET. There is no money in it.',
    never: 'Never type these words anywhere but at the ceremony station, never photograph them, never say them aloud.',
    // Names the organisation; the address is written by hand, since a plan has none.
    found: (organisation: string) =>
      `If you have found this: do not unfold it. Bring it, closed, to ${organisation}, and ask for a receipt. Say where and when you found it.`,
    wordsOf: (number: number, of: number, holder: string) => `Card ${number} of ${of} · ${holder}`,
    set: 'Set',
    number: 'Number',
    share: 'Share',
    check: 'Check',
    code: 'The same words as a code',
    codeWarning: 'The same 33 words as a code. Every camera reads it: cover it whenever it is not being read.',
    foldBack: 'fold 2: backwards, so that this cover is outside',
    foldUp: 'fold 1: upwards, so that the words are inside',
    inside: 'Folded, no word may be seen from outside, nor against a light.',
    page: 'page 1 of 1',
  },
  // Instead of a sheet that cannot be had.
  noSuchSheet: 'There is no such sheet. Go back to the ceremony and choose plan, script or transcript.',
} as const

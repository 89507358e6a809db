// The sentences of the pages about one share card, and of the rolls of dice. What is wrong with a card stands in fault-words.ts.

/** The groups of a card in their order (core/backup/card.ts `cardGroups`, held to it by a test). */
export const groups = [
  { id: 'set', words: 3, name: 'Set' },
  { id: 'number', words: 3, name: 'Number' },
  { id: 'share', words: 24, name: 'Share' },
  { id: 'check', words: 3, name: 'Check' },
] as const

export const wordCount = 33

/** The group in which a word stands. @param at - counts from 1. */
export function groupNameAt(at: number): string {
  const named = groups.flatMap(({ words, name }) => Array.from({ length: words }, () => name))
  return named[at - 1] ?? ''
}

export const shareStrings = {
  // "Card 2 of 3 · Ines Moreau · key root-a": stands over the words and over the fields.
  card: (number: number, of: number, holder: string, key: string) => `Card ${number} of ${of} · ${holder} · key ${key}`,
  // One word of a card by its place: "Word 14 (Share)".
  word: (at: number, group: string) => `Word ${at} (${group})`,

  stand: {
    lead: (holder: string) =>
      `Before any word of this card is shown: who stands where. ${holder} sits at the screen, alone.`,
    leadTyped: (holder: string) =>
      `Before any word of this card is typed: who stands where. ${holder} sits at the screen, alone.`,
    places: (holder: string) => [
      `${holder} sees the screen and the keyboard. Nobody else does.`,
      `The witness sees ${holder}, and not the words.`,
      `Nobody and no camera is behind ${holder}; no mirror, no dark window, no telephone on the table.`,
      'The projector is off, or turned to the wall. The camera of the room sees people, not this page.',
      'Only a pen, the card and its bag are on the table.',
    ],
    deputy: (name: string) => `Deputy: ${name}, may fetch the card in its bag; may not read it.`,
    room: 'Room mode is on: large words are read from far away. Press R to leave it, if you can.',
    go: 'Everybody stands so',
    onlyHolder: (holder: string) => `Only ${holder} has this card in hand. If it cannot be read, press "It is not so".`,
  },

  make: {
    // How the card comes to be, where the plan leaves the choice.
    how: 'How is this card made?',
    print: 'Print it',
    printHint: 'One page, folded over the words. The printer is switched off afterwards.',
    copy: 'Copy it by hand',
    copyHint: 'Onto the blank card, line by line. No printer ever sees it. For a blank card press P, Paper.',
    showOnly: 'Only look at it',
    showOnlyHint: 'In a rehearsal without a printer: write the words on any paper, and tear it up at the end.',
    // Back to the choice of how the card is made.
    other: 'Another way',
    chooseHow: 'Choose how the card is made.',
    printDo: (holder: string) => `${holder} prints the card, and takes it from the printer at once.`,
    printSee: 'one page, with the words on its inner half. Nobody else takes it, nobody else reads it.',
    printed: (job: string) => `Sent to the printer as ${job}. Take the page out face down, and fold it.`,
    printAgain: 'Print it once more',
    printAgainNote: 'If the page did not come, or cannot be read: one is destroyed before another is printed.',
    noPrinter: 'No printer is set up on this station.',
    printing: 'The card is on its way to the printer.',
    noPrinterNext:
      'Have a printer set up, then look again. Or press S to stop: without a printer this card cannot be made as planned.',
    noPrinterOther: 'Have a printer set up, then look again. Or take another way: the card need not be printed.',
    lookAgain: 'Look for printers again',
    copyDo: (holder: string) => `${holder} writes the 33 words onto the blank card, line by line, in capital letters.`,
    copyNote:
      'Hold the button, or the space bar: the words of one line stand there as long as it is held. Let go, write them, and go on to the next line.',
    done: 'The card is made: type it back',
  },

  show: {
    line: (line: number, of: number, group: string) => `Line ${line} of ${of} (${group})`,
    words: (first: number, last: number) => `words ${first} to ${last}`,
    holdLine: 'Hold to show this line',
    holdAll: 'Hold to show all 33 words',
    previous: 'Line before',
    next: 'Next line',
    firstLine: 'This is the first line.',
    lastLine: 'This is the last line.',
    keys: 'Space: hold. Arrow keys: the line before, the next line.',
    hidden: 'The words are hidden.',
    shown: 'The words are shown as long as the button is held.',
    timedOut: 'The words were hidden by themselves after one minute. Hold again.',
    waiting: 'One moment …',
  },

  type: {
    do: (holder: string) => `${holder} types the words from the card, and from nothing else.`,
    see: 'each word is looked up as it is typed; when all 33 stand there, the whole card is checked.',
    note: 'Four letters are enough. Space or Enter takes the word. What is finished is covered.',
    // The name of one field for a screen reader.
    field: (at: number, group: string) => `Word ${at}, ${group}`,
    // States of one field, said by a screen reader and seen by its colour and sign.
    taken: 'taken',
    open: 'open',
    unknown: 'not in the list',
    // Beside the word that is being typed. Words themselves are put in by the page, and only there.
    empty: 'Type the word that the card has at this place.',
    isWord: 'In the list:',
    isWordNext: 'Space takes it.',
    begins: (count: number) => (count === 1 ? 'One word begins so:' : `${count} words begin so:`),
    none: 'No word of the list begins so.',
    near: 'Did you mean:',
    count: (given: number, of: number) => `${given} of ${of}`,
    noPaste: 'Paste is refused: the words come from the card, by hand.',
    idle: 'Nobody typed for five minutes: all fields were emptied.',
    hold: 'Hold to show what is typed',
    empty33: 'Empty all fields',
    emptySure: 'Yes, empty all of them',
    emptyAlready: 'All fields are empty.',
    // Beside words that a fault names, which stand there covered.
    covered: 'Covered; they show while you hold “Hold to show what is typed”, below the fields.',
    enter: 'Enter goes back to the fields.',
    send: 'Check the card',
    sending: 'The card is being checked.',
    missing: (at: number, group: string) => `Word ${at} (${group}) is still open.`,
    wrongWord: (at: number, group: string) => `Word ${at} (${group}) is not in the list.`,
    back: 'Show the card again',
    notYet: 'The card is not right yet',
  },

  // Where the plan prints a code on each card, and in a recovery, where cards may have one.
  scan: {
    camera: 'Read the code with the camera',
    picture: 'Read it from a picture',
    stop: 'Camera off',
    viewfinder: 'What the camera sees',
    noCamera: 'No camera answers, or it may not be used. Nothing was read. Type the words instead.',
    noCode: 'No code was found in this picture. Take another one, straight and in good light, or type the words.',
    other: 'This is a code, but not that of a share card.',
  },

  read: {
    do: (holder: string) => `${holder} makes the card ready for its bag, and lets it be recorded that it was read.`,
    lead: (holder: string) => `The card of ${holder} was read, and every word of it is right.`,
    next: 'Fold it now, words inside, and keep it in your hand until it is in its bag.',
    // Before the lines of the cover, as they stand on the blank card.
    cover: 'If you copied it by hand, write this on its cover first:',
  },

  dice: {
    typedBy: (names: string) => `Typed by ${names}. People see the dice on the table; no camera does.`,
    note: 'Roll on the table, and type each roll as it falls, 1 to 6. Backspace takes the last one back.',
    count: (rolls: number, least: number) => `${rolls} rolls; at least ${least} are needed`,
    room: 'Room mode is on: rolls are read from far away. Leave it, if you can.',
    last: 'Last roll:',
    faces: 'Faces of the die',
    face: (face: number) => `Roll ${face}`,
    back: 'Undo last roll',
    hold: 'Hold to show the rolls',
    field: 'Rolls, typed here',
    few: (rolls: number, least: number) => `${least - rolls} rolls are still missing.`,
    refused: 'Only 1 to 6 are rolls of a die.',
    full: 'That is more than enough. Give them now.',
  },
} as const

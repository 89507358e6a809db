// Long: one catalogue of every sentence of the window, so that a translator has one file.
// Words of a refusal come from the host; words of a step come from its script. No sentence is put together from parts.

import { actNames } from './act-names.ts'
import { factNames, tokenCallNames } from './fact-names.ts'

/** A number as people read it, grouped by thin spaces: 10 000. */
const grouped = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, '\u202f')

export const strings = {
  // The program's name: not translated.
  product: 'Anchorite',

  mode: {
    // Stands in the top bar of every page of a ceremony, in capitals.
    rehearsal: 'REHEARSAL',
    production: 'PRODUCTION',
  },

  nav: {
    label: 'Places',
    back: 'Back to home',
    backToCeremony: 'Back to the ceremony',
  },

  settings: {
    // A switch: everything twice as large, for a projector.
    room: 'Room mode',
    // A switch between light and dark colours.
    dark: 'Dark colours',
    letterKeys: 'Letter keys D, B, S, P and R open their panels',
    help: 'Help',
  },

  backups: {
    title: 'Backups, and when they are tried',
    of: (key: string) => `Key ${key}`,
    never: 'Never tried since it was made.',
    passed: (day: string, level: string) =>
      level === 'card'
        ? `Last tried on ${day}, level "card": each card that was read is good. Whether enough of them open it was not tried.`
        : `Last tried on ${day}, level "${level}", and it worked.`,
    failed: (day: string) => `The last try, on ${day}, FAILED. Make a new backup, or find out why.`,
    due: (day: string) => `A quorum is to be tried by ${day}.`,
    noDay: 'No quorum was tried here yet: hold a recovery drill.',
    overdue: (day: string) => `OVERDUE since ${day}: hold a recovery drill.`,
    made: (day: string) => `Made on ${day}.`,
    madeElsewhere: 'Made on another station.',
    set: (words: string) => `Its cards are called "${words}".`,
  },
  home: {
    title: 'The station',
    lead: 'Nothing reaches this machine but what a person carries in by hand.',
    readiness: 'Readiness',
    selfReported: 'The station says this of itself. A machine that lies about itself would say the same.',
    // States of one line of readiness. The word always stands beside the colour.
    green: 'Holds',
    amber: 'Needs a look',
    red: 'Stops production',
    // The same states where the station looked at itself during a ceremony.
    waived: 'Waived by the plan',
    fails: 'Does not hold',
    // One line at the top of home; the list itself stands further down.
    ready: 'Ready: every line of readiness holds.',
    readyAmber: (look: number) =>
      look === 1
        ? 'One line of readiness needs a look; see below.'
        : `${look} lines of readiness need a look; see below.`,
    readyRed: (stops: number) =>
      stops === 1
        ? 'A rehearsal can be held. One thing stops production; see Readiness below.'
        : `A rehearsal can be held. ${stops} things stop production; see Readiness below.`,
    choices: 'What do you want to do?',
    rehearse: (title: string) => `Rehearse: ${title}`,
    rehearseHint:
      'On throw-away tokens, with the built-in plan; about an hour. Nothing real is touched: what is not at hand (bags, paper, cameras), pretend.',
    openPlan: 'Open a plan',
    openPlanHint: 'Check it, see what it survives, and begin.',
    verify: 'Verify',
    verifyHint: 'A bag or root files: the verdict first.',
    inspect: 'Inspect',
    inspectHint: 'What any file is, in plain words.',
    tokens: 'Tokens',
    tokensHint: 'What is inserted, by serial. No PIN is asked for.',
    resume: 'Resume',
    lying: 'Ceremonies on this station',
    resumeHint: (count: number) => (count === 1 ? 'One ceremony can go on.' : `${count} ceremonies can go on.`),
    resumeEmpty: 'No ceremony on this station can go on.',
    resumeNone: 'No ceremony lies on this station.',
    resumeOne: (title: string) => `Resume ${title}`,
    verifyOne: (title: string) => `Verify the bag of ${title}`,
    // One line for a ceremony that lies here.
    ceremonyLine: (plan: string, entries: number, time: string) =>
      `Plan “${plan} …”, ${grouped(entries)} entries, last at ${time}.`,
    status: {
      running: 'interrupted while it ran',
      break: 'in a break',
      stopped: 'stopped, to be resumed',
      void: 'stopped for good',
      closed: 'closed',
      damaged: 'its record is damaged',
    },
    cannotResume: {
      void: 'It was stopped as void; it is kept and never goes on.',
      closed: 'It is closed; its bag can be verified.',
      damaged: 'Its record does not verify. Keep the disk as it is and compare with paper.',
    },
    loading: 'The station looks at itself.',
    version: (version: string) => `Version ${version}`,
  },

  plan: {
    title: 'Open a plan',
    choose: 'The plan',
    chooseHint:
      'A file that ends in .yaml, reviewed before the day. It is checked at once; nothing begins before you say so.',
    another: 'Choose another plan',
    checking: 'The plan is being checked.',
    problems: (count: number) =>
      count === 1
        ? 'The plan has one problem. Nothing was started.'
        : `The plan has ${count} problems. Nothing was started.`,
    problemsNext: 'Correct the file on another machine, have it approved again, and bring it back.',
    holds: (name: string, version: number) => `The plan ${name}, version ${version}, holds.`,
    holdsNext:
      'Read what follows and compare the words. The site, rehearsal or production, and the button to begin stand at the end.',
    summary: (organisation: string, steps: number, people: number, tokens: number) =>
      `${organisation}. ${steps} steps, ${people} people, ${tokens} tokens.`,
    warnings: 'Warnings',
    exceptions: 'Exceptions that the plan makes',
    survival: 'What this plan survives',
    planDigest: 'Digest of the plan',
    scriptDigest: 'Digest of the script for this plan',
    compareAloud: 'Compare aloud with the printed, approved copy before you begin.',
    site: 'The site',
    siteHint: 'A file that says where this station has its modules and media.',
    mode: 'Rehearsal or production?',
    rehearsal: 'Rehearsal',
    rehearsalHint: 'Everything is marked REHEARSAL. Stand-in tokens may be used.',
    production: 'Production',
    productionHint: 'Where this machine is not fit for it, it is refused now, and again at the step Readiness.',
    begin: 'Begin the ceremony',
    beginNoSite: 'Choose the site file first.',
    beginNoMode: 'Choose rehearsal or production first.',
    beginning: 'The ceremony is being opened.',
  },

  verify: {
    title: 'Verify',
    lead: 'The folder of a bag, or the files of a root chain',
    head: 'Head from paper (32 words or 64 hex digits), if you have it',
    headHint: 'Without it the record can only be shown to be consistent, or sealed by a key that it names itself.',
    run: 'Verify',
    nothing: 'Drop a bag or choose files first.',
    ownTitle: 'Verify the bag of a ceremony',
    // Before the name of the ceremony.
    ownLead: 'Read from where the station wrote it, and held against the record on this station:',
    again: 'Verify again, with the head from paper',
    running: 'Every file is read and checked.',
    // The verdict is the first thing on the page, in large letters.
    sealed: 'VERIFIED: sealed',
    onPaper: 'VERIFIED: the head on your paper is in this record',
    consistent: 'CONSISTENT, not authenticated',
    refused: 'REFUSED',
    what: 'What was verified',
    deviations: 'Deviations of the day',
    noDeviations: 'No deviations.',
    notes: 'Notes',
    headWords: 'Head of the transcript; compare it with the paper of the day',
    rootWords: 'Digest of the last root file',
  },

  inspect: {
    title: 'Inspect',
    file: 'The file',
    lead: 'Choose one file. It is shown, not verified, and nothing in it is believed.',
    running: 'The file is being read.',
    shownOnly: 'Shown, not verified.',
    content: 'What the file says',
    digest: 'SHA-256 of the file',
  },

  tokens: {
    title: 'Tokens',
    lead: 'What answers on this machine now. No PIN is asked for.',
    again: 'Look again',
    running: 'The station looks for tokens.',
    site: 'Site file',
    from: (name: string) => `Modules that ${name} names.`,
    none: 'No module is known yet: the site file names them. Bring the one of this station.',
    empty: 'No token answers.',
    serial: 'Serial',
    label: 'Label',
    maker: 'Maker',
    userPin: 'User PIN',
    soPin: 'SO PIN',
    pad: 'Own pad',
    mechanisms: 'Mechanisms',
    blank: 'blank, not initialised',
    yes: 'yes',
    no: 'no',
  },

  /** What a token says of a PIN. Keys are the values of the host. */
  pinState: {
    ok: 'not low',
    low: 'LOW: few tries left',
    'final-try': 'LAST TRY',
    locked: 'LOCKED',
    'not-set': 'not set',
  } as Readonly<Record<string, string>>, // a value of a newer host is shown as it stands

  files: {
    drop: 'Drop the file here, or choose it.',
    dropMany: 'Drop them here, or choose them.',
    choose: 'Choose a file',
    chooseMany: 'Choose files',
    chooseFolder: 'Choose a folder',
    chosen: (count: number, bytes: number) =>
      count === 1 ? `1 file, ${grouped(bytes)} bytes` : `${grouped(count)} files, ${grouped(bytes)} bytes`,
    unreadable:
      'What was dropped could not be read. Nothing was changed. Put the medium in again and drop it once more.',
  },

  frame: {
    plan: (name: string, version: number) => `${name} v${version}`,
    // Before the roll call nobody is on record as present, though people are in the room.
    beforeRollCall: 'before the roll call',
    present: (present: number, all: number) => `${present} of ${all} present`,
    absentWord: 'not here yet',
    presentWord: 'here',
    clock: 'Clock of the station',
    // Suffix of every time on the screen.
    utc: 'UTC',
    act: (number: number, of: number) => `Act ${number} of ${of}`,
    outline: 'Acts and steps',
    transcript: 'Transcript',
    entries: (length: number) => (length === 1 ? '1 entry' : `${grouped(length)} entries`),
    head: 'Head',
    headHidden: 'Not shown in a break: it comes from the paper.',
    headMore: 'The first four words; the head on paper has all 32.',
    deviations: (count: number) => (count === 1 ? '1 deviation' : `${count} deviations`),
    since: 'Done last, newest first',
    nothingYet: 'Nothing in this window yet.',
    done: 'done',
    now: 'now',
    bar: 'At any time',
    // Stands at the bottom while there is more to read than fits.
    moreBelow: 'More below ↓',
    deviation: 'Deviation',
    break: 'Break',
    stop: 'Stop',
    paper: 'Paper',
    trainer: 'Trainer',
  },

  step: {
    count: (number: number, of: number) => `Step ${number} of ${of}`,
    countAct: (number: number, of: number, act: string) => `Step ${number} of ${of} · ${act}`,
    announce: (number: number, title: string, act: string) => `Step ${number}, ${title}. Act ${act}.`,
    // A person and what they are today: "Bruno Keller · crypto officer".
    who: (name: string, roles: string) => `${name} · ${roles}`,
    whoOf: 'Who does it?',
    chooseWho: 'Choose who does it.',
    see: 'You will see:',
    ifNot: 'If not:',
    ifNotPlain: 'press D to record what happened, or S to stop.',
    hint: 'Hint:',
    notSo: 'It is not so',
    notSoTitle: 'It is not as it should be',
    notSoBack: 'The script then goes back. Nothing that was recorded is undone.',
    notSoContinue: 'It is recorded. Then put it right and answer again, or go on with a deviation.',
    notSoWait: 'It is recorded. The step then waits until it is put right; it cannot be passed over.',
    notSoLeaveOut: 'It is then left out, for good, and a deviation that says why is recorded first.',
    leaveOut: 'Leave it out, with a deviation',
    notSoRecord: 'Record that it is not so',
    notSoCancel: 'No, back to the step',
    misfit: 'Recorded: it is not as it should be.',
    misfitContinue: 'Put it right and answer again. Or go on as it is: a deviation is recorded first.',
    misfitWait: 'Put it right and answer again, or stop (S). It cannot be passed over.',
    misfitExcused: 'The deviation is recorded. The step may now be passed as it is.',
    goOnAsItIs: 'Go on as it is, with a deviation',
    goOnExcused: 'Go on as it is',
    wentBack: (number: number) => `The script went back to step ${number}. Nothing that was recorded is undone.`,
    confirm: (name: string) => (name === '' ? 'Confirmed' : `${name} confirms`),
    notSoHead:
      'A slip of the pen is no reason: strike the word out and write it again. This makes a new entry; where it is the head that is written, all 32 words are new then.',
    confirmNow: (name: string) => `It is right now: ${name} confirms`,
    compared: 'All words agree',
    comparedText: 'It agrees',
    handedOver: 'It is handed over',
    entered: (name: string) => (name === '' ? 'It is typed' : `${name} has typed it`),
    record: 'Record the answer',
    chooseFirst: 'Choose one of the answers first.',
    hex: 'The same in hex',
    wordsLabel: '32 words, read in lines of four',
    // At the end of an act's screen, where the station shows what it did.
    outcome: 'What the station did',
    outcomeDone: (title: string) => `Done: ${title}`,
    outcomeRead: 'Read it aloud, then go on.',
    // Where digests stand among it.
    // After a set became void: the act stands at its beginning again.
    owed: 'Back at an earlier step',
    owedLead: 'What was done from here on is done again.',
    outcomeSmall: 'What stands in small type is for checking later; nobody reads it aloud.',
    outcomeRehearsal:
      'In a rehearsal nothing of this stops the day. Production would be refused until it holds, or the plan waives it.',
    next: 'Go on',
    // Scrolls; stands on the button while there is more below.
    readOn: 'Read on ↓',
    working: 'The station is at work',
    // What stands on the button, while it is done.
    doing: (act: string) => `At work: ${act}`,
    workingNote:
      'Leave the token and the stick where they are. If the power fails now, the station asks afterwards how far it came; nothing is done twice.',
    seconds: (seconds: number) => `${grouped(seconds)} s`,
    tokenQuiet: (call: string) =>
      `The token is quiet. It was asked for this and does not answer: ${tokenCallNames[call] ?? call}.`,
    tokenQuietFor: (quiet: string, left: string) => `Quiet for ${quiet}; in ${left} the station gives up by itself.`,
    waitMeans: 'Waiting longer: nothing else changes. Some cards take many minutes to make an RSA key.',
    waitLonger: (minutes: number) => (minutes === 1 ? 'Wait one more minute' : `Wait ${minutes} minutes`),
    giveUpMeans: 'Giving up: nobody knows then whether it was done; the station looks afterwards.',
    giveUp: "Give up: end the token's process",
    atWork: 'Wait: the station is at work.',
  },

  secret: {
    show: 'Hold to show',
    again: 'The same once more',
    typedBy: (name: string) => `Typed by ${name}, alone. Everybody else looks away.`,
    typedByAny: (names: string) => `Typed by one of: ${names}. Everybody else looks away.`,
    give: 'Done typing',
    given: 'typed',
    checked: 'typed, and right',
    unchecked: 'typed; the token checks it',
    twice: 'typed twice, the same',
    waits: 'comes after',
    empty: 'Nothing was typed. Type it now.',
    differ: 'The two are not the same, so neither was taken. Both fields are empty again; type it twice.',
    newCode:
      'At least 4 characters. Keep it in mind: it confirms acts that cannot be undone, today. It is not written down.',
    newNote: 'A new one: nobody else knows it, and it is not written down with the token.',
  },

  perform: {
    act: actNames,
    actOther: 'Do it now',
    irreversible: 'This cannot be undone.',
    code: 'Private code',
    codeOf: (name: string) => `Private code of ${name}`,
    firstCode: (names: string) => `Private code of who does it: ${names}`,
    secondCode: (names: string, count: number) =>
      count === 1 ? `Private code of a second person: ${names}` : `Private code of a second person, one of: ${names}`,
    secondLater: 'Private code of a second person',
    whoConfirms: 'Who confirms?',
    chooseConfirmer: 'Choose who confirms.',
    giveCode: 'Confirm with this code',
    spendTry: (name: string) =>
      `${name} says aloud that the PIN is known for certain, and that one of the few tries may be spent.`,
    spendTryNote: 'The PIN is typed again after this.',
  },

  /** Lines of the right-hand column, one for each thing that was done. */
  log: {
    passed: (title: string) => title,
    notSo: (title: string) => `Not as it should be: ${title}`,
    back: (number: number) => `Back to step ${number}`,
    code: (name: string) => `Private code of ${name} accepted`,
    typed: (label: string) => `${label}: typed`,
    deviation: 'Deviation recorded',
    break: 'Break begun',
    resumed: 'Head from paper agrees; resumed',
    stopped: 'Stopped',
    clock: 'Clock confirmed',
    closed: 'Closed',
    looked: 'Looked how the act stands',
  },

  reconcile: {
    title: (act: string) => `Interrupted: ${act}`,
    lead: 'The station was interrupted in the middle of this act, and nobody has said yet how far it came. Nothing is done twice.',
    looked: 'What the station found',
    look: 'Look how it stands',
    lookNote: 'Looking changes nothing.',
    pinNote: 'The station logs in only to look: what is on the token shows after that, and nothing is changed.',
    showsDone: 'This shows that the act was done.',
    showsAgain: 'This shows that the act was not done.',
    showsStop: 'Neither counting it as done nor doing it again is possible.',
    stop: 'Stop the ceremony …',
    done: 'It was done: go on from there',
    again: 'It was not done: do it again',
    decide: 'Read it aloud. Then decide.',
  },

  review: {
    title: 'What will be signed',
    // Opens the same with every value; it is not read aloud.
    everything: 'All of it, with every value and key id',
    read: 'Read this summary aloud, to its end.',
    next: 'The summary is read: go on',
    back: 'Back',
    again: 'Summary again',
    words: 'Digest of what will be signed',
    firstWords: 'Compare with your paper: the first four words of what will be signed',
  },

  deviation: {
    title: 'Record a deviation',
    lead: 'Something happened that the script does not say. Say it in plain words; it stands in the record for ever.',
    who: 'Who says so?',
    what: 'What happened',
    code: (name: string) => `Private code of ${name}, if it is to be on record that it was typed in person`,
    record: 'Record it',
    recordAndGoOn: 'Record it and go on',
    onRecord: 'Recorded so far',
  },

  break: {
    title: 'Call a break',
    lead: 'Nobody leaves before this is recorded. Tokens are logged out; what was typed is wiped.',
    who: 'Who calls it?',
    why: 'Why',
    custody: 'Who holds what during the break',
    call: 'Begin the break',
    writeTitle: 'Break: write the head on paper',
    writeLead: 'Everybody who leaves writes these 32 words on paper. The ceremony goes on only with them.',
    written: 'It is on paper',
    resumeTitle: 'The ceremony waits for its head from paper',
    resumeLead:
      'Type the last head that was written on paper. It is not shown here, so that it must come from the paper.',
    head: 'Head from paper: 32 words, or 64 hex digits',
    headHint: 'Line numbers, commas and capitals do not matter.',
    whoResumes: 'Who reads it from the paper?',
    resume: 'Compare and go on',
    leave: 'Leave it so and go home',
  },

  // In a rehearsal: who makes faults happen on cue, so that people practise them.
  trainer: {
    title: 'Trainer',
    lead: 'For the trainer alone. Turn the projector away, and let nobody read along. It is recorded before it can strike; trainees see only that a line was added.',
    which: 'What goes wrong?',
    lesson: 'What the people should do:',
    where: 'At which step?',
    step: (number: number, title: string) => `Step ${number}: ${title}`,
    who: 'Who is the trainer?',
    trainer: 'Trainer',
    notInPlan: 'nobody of the plan',
    arm: 'Arm it',
    chooseFault: 'Choose what goes wrong.',
    chooseStep: 'Choose the step at which it happens.',
    armedTitle: 'Staged so far',
    armedAt: (title: string, step: string, how: string) => `${title}, at ${step}: ${how}`,
    waits: 'armed',
    struck: 'it struck',
    overcome: 'it struck, and was overcome',
    wasStaged: (title: string, lesson: string) => `That was staged: ${title}. What was right: ${lesson}`,
  },

  stop: {
    title: 'Stop the ceremony',
    lead: 'Nothing is lost: the record and all that was made are kept.',
    // While the secret of a backup, or typed cards, are held.
    leadLoses: 'The record is kept, and all that was made but for this:',
    who: 'Who stops it?',
    why: 'Why',
    how: 'How does it end?',
    resumable: 'It may be resumed',
    resumableHint: 'Another day, with the head from paper.',
    void: 'It is void',
    voidHint: 'It never goes on. What was made in it must not be used.',
    stop: 'Stop it now',
    chooseHow: 'Choose how it ends.',
    stoppedTitle: 'The ceremony is stopped',
    stoppedVoid: 'It is void and never goes on. Nothing that was made in it may be used.',
    stoppedResumable: 'It can be resumed from home, with the head from paper.',
    writeHead: 'Write this head on every paper.',
  },

  clock: {
    title: 'The clock of the station is behind',
    lead: 'It stands before a time that is already recorded. Compare it with the clock on the wall.',
    now: 'The station says',
    who: 'Who compared it?',
    why: 'What the clock on the wall says',
    confirm: 'The station is right: confirm its time',
    wrong: 'If the station is wrong: set its clock, then look again.',
    again: 'Look again',
    // The same moment in the time zone of this machine.
    local: (time: string, zone: string) => `${time} in ${zone}`,
  },

  close: {
    title: 'All steps are passed',
    lead: 'The station writes the last entry, puts the record into the bag, and verifies the bag as an auditor would.',
    ifNot: 'if it is refused, nothing is lost: the station says why, and it can be tried again.',
    close: 'Close the ceremony',
    finish: 'Finish the bag',
    finishLead: 'The ceremony is closed, but its bag is not finished yet. Finishing changes nothing that was recorded.',
    closedTitle: 'The ceremony is closed',
    writeHead: 'Write this final head on every paper, and sign it.',
    bag: 'The bag is here',
    bagNote:
      'It is complete and verified. Print the transcript first; then take the stick out, in front of the camera.',
    verify: 'Verify this bag',
    home: 'Back to home',
  },

  paper: {
    title: 'Paper',
    lead: 'Every sheet has the digest words on each page.',
    sheets: 'Sheet',
    plan: 'Plan, with what it survives',
    script: 'Script, with lines for initials and times',
    // Share cards without words, for a backup whose cards are written by hand.
    blankCards: 'Blank share cards, to write on by hand',
    transcript: 'Transcript so far',
    finalTranscript: 'Transcript of the day',
    printers: 'Printer',
    noPrinter: 'No printer is set up on this station. Write a PDF instead.',
    noPrintNow: 'Until then nothing is printed here. Write a PDF instead.',
    notAccepting: 'does not accept jobs now',
    copies: 'Copies',
    print: 'Print',
    printTranscript: 'Print the transcript',
    pdf: 'Write a PDF beside the transcript',
    printed: (job: string) => `Sent to the printer as ${job}.`,
    written: (path: string, bytes: number, sha256: string) =>
      `Written: ${path}, ${grouped(bytes)} bytes, SHA-256 ${sha256}.`,
    choosePrinter: 'Choose a printer first.',
    looking: 'The station looks for printers.',
  },

  help: {
    title: 'Help',
    lead: 'The screen is read aloud by one person and checked by all. There is always one thing to do; one coloured button does it.',
    lines: [
      'Enter: the button that has the focus. Tab: the next field or button.',
      'D: something happened that the script does not say. B: a break. S: stop. P: paper. R: room mode.',
      'T: in a rehearsal, the trainer makes something go wrong on cue. Not in room mode.',
      'Escape closes a panel. What was typed there stays, and nothing is undone.',
      'A PIN is typed by the person who is named, and shown only while "Hold to show" is held.',
      'No PIN is ever tried a second time by the station itself.',
      'A grey button says beside it what is missing.',
    ],
    people: 'People of the plan',
    settings: 'Settings',
    close: 'Close',
  },

  panel: {
    close: 'Close, record nothing',
    chooseWho: 'Choose who it is.',
    // Before a break or a stop, while a secret of a backup is held: made here, or put together from cards that were typed.
    loses: {
      made: 'This makes the backup that is under way void: the secret is held in memory alone. Its cards and copies must then be destroyed, and all of it is done again. If it can wait, wait until its last step.',
      only: 'NOT NOW, if it can wait: the key may be destroyed on its token, and only the secret in memory puts it back today. Finish this step first. If you must, destroy NO card and NO copy before it is known that the key is on its token.',
      read: 'This loses what was typed of the cards. The cards are as good as before; they are read anew afterwards.',
    },
  },

  refusal: {
    heading: 'Not done',
    // Three short labels before what happened, what is safe, what to do next.
    happened: 'What happened',
    safe: 'What is safe',
    next: 'What to do next',
    enter: 'Enter goes back to the step.',
  },

  // Refusals of the window itself; the station was not asked or did not answer.
  window: {
    fault: {
      happened: 'The window found a fault in itself and cannot go on.',
      safe: 'Everything that was recorded is on the disk. Nothing is done twice.',
      next: 'Close this window and start the station again; it goes on where the transcript ends. Report the fault.',
    },
    lost: {
      happened: 'The window cannot reach the station.',
      safe: 'Everything that was recorded is on the disk. Nothing is done twice.',
      next: 'Close this window and start the station again; it goes on where the transcript ends.',
    },
  },

  /** Names of facts in what the station did. */
  facts: factNames,
  yes: 'yes',
  no: 'no',
  none: 'none',
} as const

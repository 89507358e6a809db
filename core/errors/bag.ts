import { bug, device, input, refuse } from './define.ts'

const bagUntouched = 'Nothing on the medium was changed, and nothing from this bag was used.'
const askForCopy =
  'Do not use this bag. Take another copy, and keep this medium for inspection: it is damaged or was tampered with.'
const nothingLeft = 'Nothing was written to the medium.'
const notGenuine = 'It was not taken as genuine, and nothing in it was used.'
const compareCopies = 'Compare it with another copy of the bag, and with what was written on paper at the ceremony.'

/** Errors of core/media: the bag and the gate in front of it. Rules: docs/formats/bag.md section 5. */
const mediaErrors = {
  'bag/name': refuse<{ path: string; reason: string }>((d) => ({
    happened: `BAG-NAME: the name ${JSON.stringify(d.path)} is not one that a bag may hold: ${d.reason}.`,
    safe: bagUntouched,
    next: 'Names are ASCII letters, digits, dot, hyphen and underscore, and differ in more than upper and lower case. Rename the file where it is made.',
  })),
  'bag/exists': refuse<{ path: string }>((d) => ({
    happened: `BAG-NEW: ${d.path} is there already. A bag is never written over.`,
    safe: 'What was there is as it was.',
    next: 'Use another directory name or another medium.',
  })),
  'bag/not-public': refuse<{ path: string; kind: string; reason: string }>((d) => ({
    happened: `BAG-PUBLIC: ${d.path} (${d.kind}) may not leave the station: ${d.reason}.`,
    safe: nothingLeft,
    next: 'Only public documents in the form the station itself writes may leave. If this looks like a secret, stop and record a deviation.',
  })),
  'bag/medium': device<{ call: string; errno: string; path: string }>((d) => ({
    happened: `The medium failed (${d.errno} in ${d.call} on ${d.path}).`,
    safe: 'What stands on this medium does not count as a finished bag. Nothing in the station was lost.',
    next: 'If the bag was being written, put in another medium, or free space on it, and write it again under a new directory name. If it was being read, take another copy.',
  })),
  'bag/read-back': device<{ path: string }>((d) => ({
    happened: `BAG-READ-BACK: ${d.path} was written, but reads back as something else.`,
    safe: 'The export does not count as done. Nothing in the station was lost.',
    next: 'Set this medium aside, marked as faulty, and write the bag again to another one.',
  })),
  'bag/unstable': device<{ path: string }>((d) => ({
    happened: `${d.path} changed its size while it was read.`,
    safe: bagUntouched,
    next: 'Another program or the medium itself is changing files. Set the medium aside and take another copy.',
  })),
  'bag/unfinished': refuse<{ reason: string }>((d) => ({
    happened: `BAG-WHOLE: this is not a finished bag: ${d.reason}.`,
    safe: bagUntouched,
    next: 'Writing stopped half-way, or files are gone. Take another copy, or have the bag written again under a new name.',
  })),
  'bag/tag-file': refuse<{ path: string; line: number; reason: string }>((d) => ({
    happened: `BAG-WHOLE: ${d.path} is not as the station writes it, at line ${d.line}: ${d.reason}.`,
    safe: bagUntouched,
    next: askForCopy,
  })),
  'bag/missing': refuse<{ path: string; manifest: string }>((d) => ({
    happened: `BAG-WHOLE: ${d.path} is missing; ${d.manifest} lists it.`,
    safe: bagUntouched,
    next: askForCopy,
  })),
  'bag/extra': refuse<{ path: string; reason: string }>((d) => ({
    happened: `BAG-WHOLE: ${d.path} does not belong here: ${d.reason}.`,
    safe: bagUntouched,
    next: askForCopy,
  })),
  'bag/altered': refuse<{ path: string; manifest: string; expected: string; found: string }>((d) => ({
    happened: `BAG-WHOLE: ${d.path} was altered. Its SHA-256 is ${d.found}, but ${d.manifest} says ${d.expected}.`,
    safe: bagUntouched,
    next: askForCopy,
  })),
  'bag/not-plain': refuse<{ path: string; found: string }>((d) => ({
    happened: `BAG-WHOLE: ${d.path} is ${d.found}. A bag holds only ordinary files and directories.`,
    safe: 'It was neither opened nor followed.',
    next: askForCopy,
  })),
  'bag/too-much': refuse<{ path: string; limit: string }>((d) => ({
    happened: `The bag is larger than is read: at ${d.path} it goes past ${d.limit}.`,
    safe: 'No file in it was read.',
    next: 'Check that this is the bag you meant. A bag of the station is never that large.',
  })),
  'bag/other': refuse<{ path: string; expected: string; found: string }>((d) => ({
    happened: `BAG-WHOLE: the bag in ${d.path} is not the one that was exported. Its manifest has SHA-256 ${d.found}, not ${d.expected}.`,
    safe: 'Nothing was added to it.',
    next: 'Look whether the right medium is in, and record a deviation if media were changed.',
  })),
}

/** Errors of core/attest: envelopes, statements, proof of possession, seal. Rules: docs/formats/attest.md section 5. */
const attestErrors = {
  'attest/envelope': input<{ what: string; path: string; reason: string }>((d) => ({
    happened: `ATT-ENVELOPE: ${d.what}: ${d.path} ${d.reason}.`,
    safe: notGenuine,
    next: compareCopies,
  })),
  'attest/type': refuse<{ what: string; expected: string; found: string }>((d) => ({
    happened: `ATT-TYPE: ${d.what} is a signed ${JSON.stringify(d.found)}; ${JSON.stringify(d.expected)} was asked for.`,
    safe: notGenuine,
    next: 'Check that this is the file you meant. A signature on one kind of statement never stands for another.',
  })),
  'attest/keys': bug<{ reason: string }>((d) => ({
    happened: `ATT-THRESHOLD: the keys to verify with make no sense: ${d.reason}.`,
    safe: 'No signature was taken as genuine.',
    next: 'Stop, and report it with the plan that names these keys.',
  })),
  'attest/threshold': refuse<{ what: string; needed: number; valid: number; reasons: readonly string[] }>((d) => ({
    happened:
      `ATT-THRESHOLD: ${d.what} is validly signed by ${d.valid} of the ${d.needed} keys it needs` +
      `${d.reasons.length === 0 ? '' : ` (${d.reasons.join('; ')})`}.`,
    safe: notGenuine,
    next: compareCopies,
  })),
  'attest/mismatch': refuse<{ rule: string; what: string; path: string; expected: string; found: string }>((d) => ({
    happened: `${d.rule}: ${d.what} says ${d.path} is ${d.found}, but it is ${d.expected}.`,
    safe: notGenuine,
    next: compareCopies,
  })),
}

export const bagErrors = { ...mediaErrors, ...attestErrors }

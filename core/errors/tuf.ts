import { bug, input, nothingDone, refuse } from './define.ts'

const askMaker = 'Do not use this file. Ask the one who made it, and keep it for inspection.'
const nothingSigned = 'Nothing was signed and nothing was written.'

/** Errors of core/tuf and core/checks. The rule's id opens the first sentence; docs/checks.md lists the rules. */
export const tufErrors = {
  'tuf/form': input<{ what: string; rule: string; path: string; reason: string }>((d) => ({
    happened: `${d.rule}: ${d.what}: ${d.path} ${d.reason}.`,
    safe: nothingDone,
    next: askMaker,
  })),
  'tuf/key': refuse<{ what: string; rule: string; keyId: string; reason: string }>((d) => ({
    happened: `${d.rule}: ${d.what}: the key ${d.keyId} ${d.reason}.`,
    safe: nothingSigned,
    next: askMaker,
  })),
  'tuf/threshold': refuse<{
    what: string
    rule: string
    version: number
    /** The version whose root keys had to sign. */
    keysOfVersion: number
    signed: number
    threshold: number
    /** Why signatures that are there do not count, if any is there. */
    reason: string
  }>((d) => ({
    happened:
      `${d.rule}: ${d.what} (version ${d.version}) is signed by ${d.signed} of the ${d.threshold} different root keys ` +
      `that version ${d.keysOfVersion} asks for${d.reason === '' ? '' : ` (${d.reason})`}.`,
    safe: 'It was not taken as genuine, and nothing after it was read.',
    next: askMaker,
  })),
  'tuf/version': refuse<{ what: string; rule: string; expected: number; found: number }>((d) => ({
    happened: `${d.rule}: ${d.what} says it is version ${d.found}, but version ${d.expected} must stand here.`,
    safe: 'It was not taken as genuine, and nothing after it was read.',
    next: 'Look for a missing, doubled or renamed file. Every version must be there, each one higher by 1.',
  })),
  'tuf/anchor': refuse<{ what: string; rule: string; expected: string; found: string }>((d) => ({
    happened: `${d.rule}: ${d.what} is not the root that is trusted here. Its SHA-256 is ${d.found}, expected is ${d.expected}.`,
    safe: 'It was not taken as genuine, and nothing after it was read.',
    next: 'Compare both digests with the paper of the first ceremony, from another copy.',
  })),
  'tuf/no-root': input<{ what: string }>((d) => ({
    happened: `${d.what} holds no root metadata file.`,
    safe: nothingDone,
    next: 'Name a folder with files like 1.root.json, 2.root.json, or one such file.',
  })),
  'tuf/not-drafted': bug<{ rule: string; subject: string; reason: string }>((d) => ({
    happened: `${d.rule}: the station was about to write metadata that it must not: ${d.subject} ${d.reason}.`,
    safe: nothingSigned,
    next: 'Stop the ceremony and report it with the transcript.',
  })),
  'register/line': input<{ what: string; line: number; reason: string }>((d) => ({
    happened: `Line ${d.line} of the signing register ${d.what} is not as the station writes it: ${d.reason}.`,
    safe: 'Nothing was signed. The register is kept as it was found.',
    next: 'Compare it with the register printed at the last ceremony before anything is signed.',
  })),
}

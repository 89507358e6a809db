import { bug, device, input, nothingDone, refuse } from './define.ts'

/** Errors of the program itself and of its command line. */
export const stationErrors = {
  'secret/destroyed': bug<Record<string, never>>(() => ({
    happened: 'A secret was used after it had been wiped. This is a fault in the station.',
    safe: 'No device was called with it.',
    next: 'Stop the ceremony and report it with the transcript.',
  })),
  'station/bug': bug<{ what: string }>((d) => ({
    happened: `The station found a fault in itself: ${d.what}.`,
    safe: 'Everything written in the transcript up to here is kept.',
    next: 'Stop the ceremony, keep the transcript, and report it.',
  })),
  'station/usage': input<{ problem: string; usage: string }>((d) => ({
    happened: `${d.problem}.`,
    safe: nothingDone,
    next: `Use: ${d.usage}`,
  })),
  'station/locked': refuse<{ directory: string; holder: string }>((d) => ({
    happened: `Another station is at work on this ceremony (${d.holder}).`,
    safe: `The ceremony in ${d.directory} was not touched.`,
    next: 'Go on at the other station, or close it first. Two stations never work on one ceremony.',
  })),
  'station/register-held': refuse<{ directory: string; holder: string }>((d) => ({
    happened: `Another station was writing in the signing register all the time (${d.holder}).`,
    safe: `Nothing was signed and nothing entered in ${d.directory}. The transcript is kept.`,
    next: 'See whether that station answers. Close it if it does not, then perform the step again.',
  })),
  'station/disk': device<{ call: string; errno: string; path: string }>((d) => ({
    happened: `The disk did not ${/^(?:open|read|l?stat)/.test(d.call) ? 'give' : 'take'} the data (${d.errno} in ${d.call} on ${d.path}).`,
    safe: 'The act that would have followed was not begun. Everything recorded before is kept.',
    next: 'Free or replace the disk, then resume the ceremony; the station goes on where the transcript ends.',
  })),
  'station/store': input<{ item: string }>((d) => ({
    happened: `An item of the store is not what its name says (${d.item}).`,
    safe: 'Nothing was changed. The other items and the transcript are not touched.',
    next: 'Stop. Keep the disk as it is; the item can be put back from a copy of the store.',
  })),
  'station/exists': refuse<{ path: string }>((d) => ({
    happened: `${d.path} exists already.`,
    safe: 'It was not touched. The station never overwrites.',
    next: 'Name a place that does not exist yet.',
  })),
  'station/bag-away': device<{ path: string }>((d) => ({
    happened: `The bag is not where it was written (${d.path}).`,
    safe: 'Nothing was changed. The record of the ceremony is kept on this station too.',
    next: 'Put the stick with the bag in again, at the same place, and verify once more; or drop its folder on Verify.',
  })),
  'station/other-record': refuse<{ path: string; ceremony: string }>((d) => ({
    happened: `The bag in ${d.path} verifies, but its record is not the one that this station has of ${d.ceremony}.`,
    safe: 'Nothing was changed.',
    next: 'Compare the head with the paper of the day. Do not publish anything from this bag before it is known why they differ.',
  })),
  'station/bridge': input<{ call: string; problem: string }>((d) => ({
    happened: `The call ${d.call} does not have the form that the station takes (${d.problem}).`,
    safe: 'Nothing was done.',
    next: 'This is a fault of the window or of a script that calls the station; report it.',
  })),
}

import { input, refuse } from './define.ts'

const nothingStaged = 'Nothing was staged and nothing was recorded.'

/** Errors of electron/host/trainer: faults that are staged in a rehearsal. */
export const trainerErrors = {
  'trainer/production': refuse<Record<string, never>>(() => ({
    happened: 'A fault can be staged only in a rehearsal, and this ceremony is none.',
    safe: nothingStaged,
    next: 'Hold a rehearsal with the same plan, and stage it there.',
  })),
  'trainer/unknown-fault': input<{ fault: string; known: string }>((d) => ({
    happened: `There is no staged fault "${d.fault}".`,
    safe: nothingStaged,
    next: `Use one of: ${d.known}.`,
  })),
  'trainer/not-there': refuse<{ fault: string; step: string; places: string }>((d) => ({
    happened: `The fault ${d.fault} cannot be staged at ${d.step}.`,
    safe: nothingStaged,
    next: d.places === '' ? 'No step that is still to come is one for it.' : `It can happen at: ${d.places}.`,
  })),
  'trainer/armed': refuse<{ fault: string; step: string }>((d) => ({
    happened: `The fault ${d.fault} is armed for ${d.step} already.`,
    safe: 'It stays armed, once.',
    next: 'Wait until it has struck, or choose another.',
  })),
}

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
  // Instead of a sheet that cannot be had.
  noSuchSheet: 'There is no such sheet. Go back to the ceremony and choose plan, script or transcript.',
} as const

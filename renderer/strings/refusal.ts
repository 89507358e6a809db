// What was refused, and what the window itself must refuse.

export const refusal = {
  heading: 'Not done',
  // Three short labels before what happened, what is safe, what to do next.
  happened: 'What happened',
  safe: 'What is safe',
  next: 'What to do next',
  enter: 'Enter goes back to the step.',
} as const

// Refusals of the window itself; the station was not asked or did not answer.
export const window = {
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
} as const

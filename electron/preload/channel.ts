// The two words that Electron's shell and its preload share.

export const callChannel = 'anchorite/call'
export const callsArgument = '--anchorite-calls='

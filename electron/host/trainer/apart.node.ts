// A program of ours in a process of its own, that may be killed without this one. Plain data goes in, notes come out.

import { fork } from 'node:child_process'

/** How it ended: by a signal, or with an exit code. */
export type EndedApart = { readonly code: number | null; readonly signal: string | null }

/**
 * @param program - one of our own files.
 * @param input - plain data; sent over a pipe of the two processes, never as an argument or a variable.
 * @param onNote - each message that it sends.
 */
export function playApart(program: URL, input: object, onNote: (note: unknown) => void): Promise<EndedApart> {
  return new Promise((resolve, reject) => {
    const child = fork(program, [], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    child.once('error', reject)
    child.on('message', onNote)
    child.once('close', (code, signal) => resolve({ code, signal }))
    child.send(input)
  })
}

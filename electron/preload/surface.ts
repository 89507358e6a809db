// What Electron's window gets: one function, which takes only the calls of the bridge table. No core, no Node.

import { decode } from '../shell/codec.ts'
import { requestText, windowBase64 } from '../shell/window-end.ts'
import { callChannel, callsArgument } from './channel.ts'

type Invoke = (channel: string, text: string) => Promise<unknown>

/**
 * Make the object. The names of the calls come from the shell on the preload's own command line, so that the table
 * stands in one place only.
 * @param invoke - sends text to the shell and gives its text back.
 */
export function surface(argv: readonly string[], invoke: Invoke) {
  const calls =
    argv
      .find((argument) => argument.startsWith(callsArgument))
      ?.slice(callsArgument.length)
      .split(',') ?? []
  const call = async (name: unknown, args: unknown): Promise<unknown> => {
    const reply = decode(String(await invoke(callChannel, requestText(name, args, calls))), windowBase64)
    if (!reply.ok) throw new TypeError(reply.problem) // our own shell wrote it: a fault of ours, and nothing to show
    return reply.value
  }
  return Object.freeze({ call })
}

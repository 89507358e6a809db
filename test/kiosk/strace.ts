// Reads what `strace -f -o` wrote: one entry a system call, also where two processes called at the same time.

export type SystemCall = {
  readonly name: string
  /** `name(arguments) = result`, as strace writes a call that nobody came between. */
  readonly text: string
  /** What stands after the last `=`; undefined where the process ended within the call. */
  readonly result: string | undefined
}

/**
 * A call that was interrupted on the page by another process stands on two lines: `12 connect(3, … <unfinished ...>` and
 * `12 <... connect resumed>) = 0`. They are joined by the number of their process. Signals and exits are left out.
 * @param log - of `strace -f -o`, where every line begins with its process.
 * @see strace(1), "Output format"
 */
export function systemCalls(log: string): readonly SystemCall[] {
  const calls: SystemCall[] = []
  const begun = new Map<string, string>()
  for (const line of log.split('\n')) {
    const [, pid = '', text = ''] = /^(\d+) +(.*)$/.exec(line) ?? []
    const unfinished = /^(\w+\(.*?),? ?<unfinished \.\.\.>$/.exec(text)?.[1]
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(text)?.[1]
    if (unfinished !== undefined) begun.set(pid, unfinished)
    else if (resumed !== undefined) {
      calls.push(callOf(`${begun.get(pid) ?? ''}${resumed}`))
      begun.delete(pid)
    } else if (/^\w+\(/.test(text)) calls.push(callOf(text))
  }
  // What never came back may have been done all the same.
  return [...calls, ...[...begun.values()].map(callOf)]
}

function callOf(text: string): SystemCall {
  const result = /\) += ([^=]*)$/.exec(text)?.[1]
  return { name: /^\w+/.exec(text)?.[0] ?? '', text, result: result === '?' ? undefined : result }
}

const reaching = ['bind', 'listen', 'connect', 'accept', 'accept4', 'sendto', 'sendmsg', 'sendmmsg']

/** Those that say to whom: calls that bind, listen, connect or send, with an internet address among their arguments. */
export const towardsInet = (calls: readonly SystemCall[]): readonly SystemCall[] =>
  calls.filter(({ name, text }) => reaching.includes(name) && text.includes('AF_INET'))

/** It had an effect, or may have had one: a connection that is still being made counts, and so does what never came back. */
export const isDone = ({ name, result }: SystemCall): boolean =>
  result === undefined || /^\d/.test(result) || (name === 'connect' && result.startsWith('-1 EINPROGRESS'))

/**
 * listen(2) names no address: those on a descriptor that no AF_UNIX socket ever had. Descriptors are used again, so any
 * such socket will do.
 */
export function strangeListeners(calls: readonly SystemCall[]): readonly SystemCall[] {
  const local = new Set(
    calls.filter(({ text }) => text.startsWith('socket(AF_UNIX')).map(({ result }) => result?.trim() ?? ''),
  )
  return calls.filter(({ name, text }) => name === 'listen' && !local.has(/^listen\((\d+)/.exec(text)?.[1] ?? '-'))
}

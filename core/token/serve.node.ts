// A host's side of the protocol: one call at a time, each answered or refused, and whatever held a secret overwritten.

import { CeremonyError } from '../errors.ts'
import { stationChannel } from './channel.node.ts'
import type { FromHost } from './messages.ts'

/** Written before it returns, so that it is heard even if the next thing hangs. */
export type Post = (message: FromHost) => void

export type Served<R extends { readonly id: number }> = {
  /** Which host this is, for an error of no known kind. */
  readonly name: string
  /** What is asked is trusted to have its type: the station wrote it. */
  readonly answer: (request: R, post: Post) => Promise<unknown>
  /** Overwrite what a request and its answer held, whatever became of it; `answer` is undefined where it was refused. */
  readonly wipe: (request: R, answer: unknown) => void
}

/** Serve the station until it closes the channel; then this process ends, and with it the reason to hold a secret. */
export async function serveStation<R extends { readonly id: number }>({
  name,
  answer,
  wipe,
}: Served<R>): Promise<void> {
  const channel = stationChannel()
  const post: Post = (message) => channel.post(message)
  for (let next = await channel.next(); next !== undefined; next = await channel.next()) {
    const request = next as R // the station wrote it with this type; this side trusts that one
    let given: unknown
    try {
      given = await answer(request, post)
      post({ id: request.id, kind: 'answer', answer: given })
    } catch (error) {
      const told = ours(error, name)
      post({ id: request.id, kind: 'refusal', code: told.code, detail: told.detail })
    } finally {
      wipe(request, given)
    }
  }
  process.exit(0)
}

/** The text of a foreign error might hold anything, a PIN too: only its kind leaves this process. */
function ours(error: unknown, name: string): CeremonyError {
  if (error instanceof CeremonyError) return error
  const what = `${name}: ${error instanceof Error ? error.name : 'thrown value'}`
  return new CeremonyError('station/bug', { what })
}

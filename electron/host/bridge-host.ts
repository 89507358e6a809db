// The host's end of the bridge: check the name and the arguments, one call at a time, turn errors into replies.

import {
  type BridgeArgs,
  type BridgeCall,
  type BridgeInput,
  type BridgeResult,
  type CallCeremony,
  type CeremonyCall,
  type PlayedCall,
  parseCall,
  parseResult,
  type Reply,
} from '../../core/bridge.ts'
import { CeremonyError, isCeremonyError, wordsOf } from '../../core/errors.ts'
import type { CeremonyHost } from './ceremony-host.ts'
import { shown } from './shown.ts'

/** What answers each call of `C`. */
export type Handlers<C extends BridgeCall> = { readonly [N in C]: (args: BridgeInput<N>) => Promise<BridgeResult<N>> }

export const ceremonyHandlers = (host: CeremonyHost): Handlers<CeremonyCall> => ({
  'ceremony.view': async () => host.view(),
  'ceremony.answer': (args) => host.answer(args),
  'ceremony.secret': (args) => host.secret(args),
  'ceremony.confirm': (args) => host.confirm(args),
  'ceremony.perform': (args) => host.perform(args),
  'ceremony.look': (args) => host.look(args),
  'ceremony.reconcile': (args) => host.reconcile(args),
  'ceremony.deviation': (args) => host.deviation(args),
  'ceremony.break': (args) => host.break(args),
  'ceremony.resume': (args) => host.resume(args),
  'ceremony.stop': (args) => host.stop(args),
  'ceremony.clock': (args) => host.clock(args),
  'ceremony.close': () => host.close(),
})

/** One ceremony, served to a shell. */
export const serveBridge = (host: CeremonyHost): CallCeremony =>
  serve<PlayedCall>({
    ...ceremonyHandlers(host),
    'share.card': (args) => host.showCard(args),
    'share.read': (args) => host.readCard(args),
  })

/** They are about the call that is under way in the queue, so they do not wait in it; none is recorded by itself. */
const besideTheQueue: ReadonlySet<BridgeCall> = new Set(['token.waiting', 'token.extend', 'token.giveUp'])

/**
 * Serve calls to one shell. They run one after another, but for those beside the queue; a call with an unknown name or arguments of another form is
 * refused and has no effect. Every shell goes through here, the rehearsal too.
 */
export function serve<T extends BridgeCall>(
  handlers: Handlers<T>,
): <C extends T>(name: C, args: BridgeArgs<C>) => Promise<Reply<BridgeResult<C>>> {
  let last: Promise<unknown> = Promise.resolve()
  return <C extends T>(name: C, args: BridgeArgs<C>): Promise<Reply<BridgeResult<C>>> => {
    if (besideTheQueue.has(name)) return answer(handlers, name, args)
    const run = last.then(() => answer(handlers, name, args))
    last = run
    return run
  }
}

async function answer<T extends BridgeCall, C extends T>(
  handlers: Handlers<T>,
  name: C,
  args: unknown,
): Promise<Reply<BridgeResult<C>>> {
  try {
    const parsed = parseCall(name, args)
    if (!Object.hasOwn(handlers, name))
      throw new CeremonyError('station/bridge', { call: name, problem: 'it is not served here' })
    return { ok: true, value: shown(parseResult(name, await handlers[name](parsed))) }
  } catch (error) {
    const known = isCeremonyError(error) ? error : faultOf(error)
    return { ok: false, error: { code: known.code, disposition: known.disposition, words: shown(wordsOf(known)) } }
  }
}

/** Not one of our errors: its message may hold anything, so only its name is said. The cause is kept for a debugger. */
function faultOf(error: unknown): CeremonyError {
  return new CeremonyError(
    'station/bug',
    { what: error instanceof Error ? error.name : 'a thrown value' },
    { cause: error },
  )
}

// The host's end of the bridge: check the name and the arguments, one call at a time, turn errors into replies.

import {
  type BridgeArgs,
  type BridgeCall,
  type BridgeInput,
  type BridgeResult,
  type CallBridge,
  parseCall,
  parseResult,
  type Reply,
} from '../../core/bridge.ts'
import { CeremonyError, isCeremonyError, wordsOf } from '../../core/errors.ts'
import type { CeremonyHost } from './ceremony-host.ts'

type Handlers = { readonly [C in BridgeCall]: (args: BridgeInput<C>) => Promise<BridgeResult<C>> }

const handlersOf = (host: CeremonyHost): Handlers => ({
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

/**
 * Serve a ceremony to one shell. Calls run one after another; a call with an unknown name or arguments of another form
 * is refused and has no effect. Every shell goes through here, the rehearsal too.
 */
export function serveBridge(host: CeremonyHost): CallBridge {
  const handlers = handlersOf(host)
  let last: Promise<unknown> = Promise.resolve()
  return <C extends BridgeCall>(name: C, args: BridgeArgs<C>): Promise<Reply<BridgeResult<C>>> => {
    const run = last.then(() => answer(handlers, name, args))
    last = run
    return run
  }
}

async function answer<C extends BridgeCall>(
  handlers: Handlers,
  name: C,
  args: unknown,
): Promise<Reply<BridgeResult<C>>> {
  try {
    return { ok: true, value: parseResult(name, await handlers[name](parseCall(name, args))) }
  } catch (error) {
    const known = isCeremonyError(error) ? error : faultOf(error)
    return { ok: false, error: { code: known.code, disposition: known.disposition, words: wordsOf(known) } }
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

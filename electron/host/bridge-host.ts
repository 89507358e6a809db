// The host's end of the bridge: check the name and the arguments, one call at a time, turn errors into replies.

import * as v from 'valibot'
import { type Bridge, type BridgeArgs, type BridgeCall, type BridgeResult, bridge, type CallBridge, type Reply } from '../../core/bridge.ts'
import { CeremonyError, isCeremonyError, wordsOf } from '../../core/errors.ts'
import type { CeremonyHost } from './ceremony-host.ts'

type Handlers = { readonly [C in BridgeCall]: (args: v.InferOutput<Bridge[C]['args']>) => Promise<BridgeResult<C>> }

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

async function answer<C extends BridgeCall>(handlers: Handlers, name: C, args: unknown): Promise<Reply<BridgeResult<C>>> {
  try {
    if (!Object.hasOwn(bridge, name)) throw new CeremonyError('station/bridge', { call: String(name).slice(0, 60), problem: 'no such call' })
    const parsed = v.safeParse(bridge[name].args, args)
    if (!parsed.success) {
      const problem = `${v.getDotPath(parsed.issues[0]) ?? 'arguments'} is not as expected`
      throw new CeremonyError('station/bridge', { call: name, problem })
    }
    const value = await handlers[name](parsed.output as never) // the schema of this very name gave it
    return { ok: true, value: v.parse(bridge[name].result, value) as BridgeResult<C> } // the schema of this very name gave it
  } catch (error) {
    const known = isCeremonyError(error) ? error : new CeremonyError('station/bug', { what: error instanceof Error ? error.name : 'a thrown value' }, { cause: error })
    return { ok: false, error: { code: known.code, disposition: known.disposition, words: wordsOf(known) } }
  }
}

// The bridge of one page: coded calls out of its isolated world, coded replies back into it, and nobody else's.

import { randomBytes } from 'node:crypto'
import { type BridgeCall, bridge, type CallBridge } from '../../core/bridge.ts'
import { exchange } from '../shell/exchange.ts'
import { origin, surfaceName } from '../shell/policy.ts'
import { idOf, Pieces, split } from './pieces.ts'
import type { CdpEvent, Pipe, Session } from './pipe.ts'
import type { Setup } from './world.ts'

const worldName = 'anchorite-bridge'

/** The calls that a window offers: the whole table. */
export const allCalls: readonly BridgeCall[] = Object.keys(bridge) as BridgeCall[] // keys of a const object

/** Stands for a text that did not come together: answered as `station/bridge`, once for each piece that is refused. */
const refusedText = JSON.stringify({
  call: 'without a name',
  problem: 'it is too large, out of order, or one of too many',
})

export type PageBridge = {
  /** To be given every event of this page's session. */
  readonly hear: (event: CdpEvent) => void
}

/**
 * Give the page of `session` its bridge, from its next document on. Needs `Runtime.enable` afterwards.
 *
 * WIN-SENDER: a call counts only if the browser says that it came over our binding, from the isolated world of the top
 * frame, of a document of our origin. The binding has a random name and is not in the page's own world at all.
 *
 * @param input.world - the bundle of world.ts, as a script that defines `anchoriteWorld`.
 * @param input.topFrame - the frame whose document is our page.
 * @throws CeremonyError `window/browser`
 */
export async function giveBridge(
  pipe: Pipe,
  session: Session,
  input: { readonly world: string; readonly topFrame: string; readonly call: CallBridge },
): Promise<PageBridge> {
  const random = () => `_${randomBytes(16).toString('hex')}`
  const setup: Setup = { handshake: random(), binding: random(), receiver: random(), calls: allCalls }
  await pipe.send('Runtime.addBinding', { name: setup.binding, executionContextName: worldName }, session)
  // The isolated half first: it listens for the page's half. Identifiers count up, and scripts run in their order.
  const isolated = script(input.world, `anchoriteWorld.isolated(${JSON.stringify(setup)})`)
  await pipe.send('Page.addScriptToEvaluateOnNewDocument', { source: isolated, worldName }, session)
  const names = `${JSON.stringify({ handshake: setup.handshake })}, ${JSON.stringify(surfaceName)}`
  const page = script(input.world, `anchoriteWorld.page(${names})`)
  await pipe.send('Page.addScriptToEvaluateOnNewDocument', { source: page }, session)

  let world: { readonly id: number; readonly pieces: Pieces } | undefined
  const reply = async (context: number, id: number, text: string): Promise<void> => {
    const answer = await exchange(input.call, text)
    for (const piece of split(id, answer)) {
      const order = {
        functionDeclaration: `function (piece) { window[${JSON.stringify(setup.receiver)}](piece) }`,
        executionContextId: context,
        arguments: [{ value: piece }],
        silent: true,
      }
      await pipe.send('Runtime.callFunctionOn', order, session)
    }
  }
  const hear = (event: CdpEvent): void => {
    switch (event.method) {
      case 'Runtime.executionContextCreated': {
        const { context } = event.params
        const isOurs = context.name === worldName && context.auxData.type === 'isolated'
        if (isOurs && context.auxData.frameId === input.topFrame && context.origin === origin)
          world = { id: context.id, pieces: new Pieces() }
        return
      }
      case 'Runtime.executionContextsCleared':
        world = undefined
        return
      case 'Runtime.executionContextDestroyed':
        if (event.params.executionContextId === world?.id) world = undefined
        return
      case 'Runtime.bindingCalled': {
        if (event.params.name !== setup.binding || event.params.executionContextId !== world?.id) return
        const taken = world.pieces.take(event.params.payload)
        if (taken === 'more') return
        const { id, text } = taken === 'refused' ? { id: idOf(event.params.payload), text: refusedText } : taken
        // Without a number nobody waits: our half of the page sends none.
        if (id === undefined) return
        // A document that was left before its reply came waits for nothing; the call itself has had its effect.
        reply(world.id, id, text).catch(() => undefined)
        return
      }
      default:
    }
  }
  return { hear: (event) => (event.session === session ? hear(event) : undefined) }
}

/** In a function of its own, so that nothing of the bundle stays behind in the page's world. */
const script = (world: string, call: string): string => `(() => {\n${world}\n;${call}\n})()`

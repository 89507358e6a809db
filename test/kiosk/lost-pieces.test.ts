// A text that does not come together is answered all the same: whoever waits for it is told, on both ends of the bridge.

import { afterEach, expect, it, vi } from 'vitest'
import type { CallBridge } from '../../core/bridge.ts'
import { giveBridge } from '../../electron/kiosk/bridge.ts'
import type { CdpEvent, Pipe } from '../../electron/kiosk/pipe.ts'
import { isolated, page, type Setup } from '../../electron/kiosk/world.ts'
import { origin } from '../../electron/shell/policy.ts'
import { settled } from './open.ts'

afterEach(() => vi.unstubAllGlobals())

/** The host's end, on a pipe that only remembers. */
async function host() {
  const sent: { readonly method: string; readonly params: Record<string, unknown> }[] = []
  const pipe = {
    send: async (method: string, params: Record<string, unknown>) => {
      sent.push({ method, params })
      return {}
    },
  } as unknown as Pipe // what is sent is all that is asked of it
  const asked: string[] = []
  const call = (async (name: string) => {
    asked.push(name)
    return { ok: true, value: null }
  }) as unknown as CallBridge // answers every name alike
  const { hear } = await giveBridge(pipe, 'S' as never, { world: '', topFrame: 'top', call })
  const event = (method: string, params: object) => hear({ session: 'S', method, params } as unknown as CdpEvent) // as Chromium sends it
  const auxData = { type: 'isolated', frameId: 'top' }
  event('Runtime.executionContextCreated', { context: { id: 7, name: 'anchorite-bridge', origin, auxData } })
  const name = sent.find(({ method }) => method === 'Runtime.addBinding')?.params.name
  const replies = () =>
    sent
      .filter(({ method }) => method === 'Runtime.callFunctionOn')
      .map(({ params }) => (params.arguments as { value: string }[])[0]?.value ?? '') // as bridge.ts makes it
  const take = (payload: string) => event('Runtime.bindingCalled', { name, executionContextId: 7, payload })
  return { take, replies, asked }
}

it.each([
  ['out of order', ['5 1 2 x']],
  ['of more pieces than any text has', ['5 0 9999 x']],
  ['one too many at once', [...Array.from({ length: 8 }, (_, at) => `${at + 11} 0 2 x`), '5 0 2 x']],
])('the host answers a text that is %s as station/bridge, without effect', async (_name, pieces) => {
  const { take, replies, asked } = await host()
  for (const piece of pieces) take(piece)
  const [reply = ''] = await settled(replies, (all) => all.length > 0)
  expect(reply).toMatch(/^5 0 1 \{"ok":false/)
  expect(reply).toContain('station/bridge')
  expect(replies()).toHaveLength(1)
  expect(asked).toEqual([])
})

it('the host answers nothing to what has no number, since nobody waits for it', async () => {
  const { take, replies, asked } = await host()
  take('no head at all')
  take('6 0 1 {"call":"station.home","args":{}}')
  expect((await settled(replies, (all) => all.length > 0)).map((reply) => reply.slice(0, 2))).toEqual(['6 '])
  expect(asked).toEqual(['station.home'])
})

/** Both halves of a window, in a window that is only an event target. */
function world() {
  const posted: string[] = []
  const setup: Setup = { handshake: '_h', binding: '_b', receiver: '_r', calls: ['station.home'] }
  const fake = Object.assign(new EventTarget(), { _b: (text: string) => posted.push(text) })
  const window = Object.assign(fake, { top: fake }) as unknown as {
    readonly surface: { readonly call: (name: string, args: object) => Promise<unknown> }
    readonly _r: (piece: string) => void
  } // what the halves put there
  vi.stubGlobal('window', window)
  isolated(setup)
  page(setup, 'surface')
  return { posted, call: window.surface.call, receive: (piece: string) => window._r(piece) }
}

it.each([
  ['does not come together', '1 1 2 x'],
  ['cannot be read', '1 0 1 not JSON'],
])('the page is told, by a rejection, where an answer %s; the next call goes on', async (_name, piece) => {
  const { posted, call, receive } = world()
  const lost = expect(call('station.home', {})).rejects.toThrow('the answer is lost')
  await settled(
    () => posted,
    (all) => all.length === 1,
  )
  receive(piece)
  await lost
  const next = call('station.home', {})
  await settled(
    () => posted,
    (all) => all.length === 2,
  )
  receive('2 0 1 {"ok":true}')
  expect(await next).toEqual({ ok: true })
})

// What the kiosk runs in the window before any page: one half in an isolated world, which alone reaches the host, and
// one half in the page's world, which gives the page its one object. Bundled by build/window.mjs; no Node, no imports
// of core. Both halves meet once, before the page's first script, over a message port.

import { decode } from '../shell/codec.ts'
import { requestText, windowBase64 } from '../shell/window-end.ts'
import { idOf, Pieces, split } from './pieces.ts'

/** What the browser's own globals give us; the compiler's settings for Node do not know them. */
type Page = {
  readonly top: unknown
  addEventListener(name: string, listener: (event: PageEvent) => void, options: boolean): void
  removeEventListener(name: string, listener: (event: PageEvent) => void, options: boolean): void
  dispatchEvent(event: unknown): boolean
  [name: string]: unknown
}
type PageEvent = {
  readonly ports?: readonly Port[]
  readonly key?: string
  readonly ctrlKey?: boolean
  readonly shiftKey?: boolean
  preventDefault(): void
  stopImmediatePropagation(): void
}
type Port = { onmessage: (event: { readonly data: never }) => void; postMessage(message: object): void }
declare const window: Page
declare const MessageChannel: new () => { readonly port1: Port; readonly port2: Port }
declare const MessageEvent: new (name: string, init: { ports: readonly Port[] }) => unknown

export type Setup = {
  /** Names, random for each start, that no page can guess. */
  readonly handshake: string
  readonly binding: string
  readonly receiver: string
  /** The calls of the bridge table; others do not leave the window. */
  readonly calls: readonly string[]
}

type Asked = { readonly id: number; readonly call: unknown; readonly args: unknown }

/** The isolated half. `calls` decides what leaves; the host checks everything again. */
export function isolated(setup: Setup): void {
  if (window.top !== window) return
  const post = window[setup.binding] as (payload: string) => void // put there by Runtime.addBinding
  delete window[setup.binding]
  const pieces = new Pieces()
  const meet = (event: PageEvent) => {
    event.stopImmediatePropagation()
    window.removeEventListener(setup.handshake, meet, true)
    const [port] = event.ports ?? []
    if (port === undefined) return
    port.onmessage = ({ data }: { data: Asked }) => {
      for (const piece of split(data.id, requestText(data.call, data.args, setup.calls))) post(piece)
    }
    window[setup.receiver] = (piece: string) => {
      const taken = pieces.take(piece)
      if (taken === 'more') return
      const reply = taken === 'refused' ? undefined : decode(taken.text, windowBase64)
      const id = taken === 'refused' ? idOf(piece) : taken.id
      // The call may have had its effect: its page is told that the answer is lost, and waits no longer.
      port.postMessage(reply?.ok === true ? { id, reply: reply.value } : { id, isLost: true })
    }
  }
  window.addEventListener(setup.handshake, meet, true)
  closeDoors()
}

/**
 * Keys and gestures of the browser that lead out of the page: new windows, closing this one by a slip of the hand,
 * dialogs, menus, files dropped beside a target. The page still hears them. Not the only fence: see targets.ts.
 */
function closeDoors(): void {
  const prevent = (event: PageEvent) => event.preventDefault()
  for (const name of ['contextmenu', 'dragover', 'drop', 'auxclick']) window.addEventListener(name, prevent, true)
  window.addEventListener(
    'keydown',
    (event) => {
      const key = event.key?.toLowerCase() ?? ''
      const letters = event.shiftKey === true ? 'psoujhdentwqic' : 'psoujhdentwq'
      const isDoor = key.length === 1 ? event.ctrlKey === true && letters.includes(key) : doorKeys.includes(key)
      if (isDoor) event.preventDefault()
    },
    true,
  )
}

/** Help, search, caret browsing, developer tools. */
const doorKeys: readonly string[] = ['f1', 'f3', 'f7', 'f12', 'browserback', 'browserforward', 'browserhome']

/** The page's half: the object that docs/shells.md describes. */
export function page({ handshake }: Pick<Setup, 'handshake'>, surface: string): void {
  if (window.top !== window) return
  const { port1: port, port2 } = new MessageChannel()
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let lastId = 0
  window.dispatchEvent(new MessageEvent(handshake, { ports: [port2] }))
  port.onmessage = ({ data }: { data: { id: number; reply?: unknown; isLost?: boolean } }) => {
    if (data.isLost === true) waiting.get(data.id)?.reject(new Error('the answer is lost'))
    else waiting.get(data.id)?.resolve(data.reply)
    waiting.delete(data.id)
  }
  const call = async (name: unknown, args: unknown) => {
    const id = ++lastId
    const answer = Promise.withResolvers<unknown>()
    // Throws, and so rejects, for what cannot be cloned: a fault of the page's own code.
    port.postMessage({ id, call: name, args })
    waiting.set(id, answer)
    return answer.promise
  }
  Object.defineProperty(window, surface, { value: Object.freeze({ call }), enumerable: true })
}

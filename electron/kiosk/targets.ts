// WIN-TARGET: of all targets that the browser may open, the one that we started it with lives; all else is closed on
// arrival.

import { CeremonyError } from '../../core/errors.ts'
import type { PageTarget } from './page.ts'
import type { CdpEvent, Pipe } from './pipe.ts'

type Attached = Extract<CdpEvent, { readonly method: 'Target.attachedToTarget' }>['params']

const windowWithinMs = 20_000

export class Targets {
  /** The frame that may hold our page: a page target's top frame has the target's own id. */
  readonly topFrames: Set<string> = new Set()
  /** Settles when the window was closed by a person, or went with its browser. */
  readonly windowClosed: Promise<void>
  readonly window: Promise<PageTarget>
  readonly #pipe: Pipe
  readonly #startPage: string
  #foundWindow: (target: PageTarget) => void = () => undefined
  #main: PageTarget | undefined
  #closed = 0

  constructor(pipe: Pipe, startPage: string) {
    this.#pipe = pipe
    this.#startPage = startPage
    this.window = new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new CeremonyError('window/start', { reason: 'no window came' })),
        windowWithinMs,
      )
      this.#foundWindow = (target) => {
        clearTimeout(timer)
        resolve(target)
      }
      void pipe.ended.then(() => {
        clearTimeout(timer)
        reject(new CeremonyError('window/start', { reason: 'its program ended at once' }))
      })
    })
    this.window.catch(() => undefined) // whoever awaits it hears of it; nobody does where start-up failed before
    this.windowClosed = new Promise((resolve) => {
      pipe.listen((event) => {
        if (event.method === 'Target.attachedToTarget' && event.session === undefined) this.#meet(event.params)
        if (event.method === 'Target.detachedFromTarget' && event.params.sessionId === this.#main?.session) resolve()
      })
      void pipe.ended.then(() => resolve())
    })
  }

  /** How many targets were closed on arrival. */
  get closed(): number {
    return this.#closed
  }

  /** @throws CeremonyError `window/browser`, `window/gone` */
  async watch(): Promise<void> {
    await this.#pipe.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true })
  }

  #meet({ sessionId: session, targetInfo }: Attached): void {
    const target = { session, targetId: targetInfo.targetId }
    // Seen early enough, it has no address yet.
    const isStart = targetInfo.type === 'page' && ['', 'about:blank', this.#startPage].includes(targetInfo.url)
    if (this.#main === undefined && isStart) {
      this.#main = target
      this.topFrames.add(target.targetId)
      this.#foundWindow(target)
      return
    }
    this.#refuse(target)
  }

  /** Also resumed: its opener's thread waits for it otherwise. Its requests are refused like everybody's. */
  #refuse({ session, targetId }: PageTarget): void {
    this.#closed++
    // Either may find it gone already.
    this.#pipe.send('Runtime.runIfWaitingForDebugger', {}, session).catch(() => undefined)
    this.#pipe.send('Target.closeTarget', { targetId }).catch(() => undefined)
  }
}

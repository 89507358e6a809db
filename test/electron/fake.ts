// Electron as our shell sees it: remembers what it was told, and lets a test play the browser's part.

import { EventEmitter } from 'node:events'
import type { Electron } from '../../electron/main/run.ts'
import type { Utilities } from '../../electron/main/utility.ts'

type Frame = {
  readonly url: string
  readonly parent: Frame | null
  readonly processId: number
  readonly routingId: number
}
type Handler = (event: { senderFrame: Frame | null }, text: unknown) => Promise<string>
type Listener = (...values: never[]) => unknown

/** One page. `trial` answers what is run inside it. */
export class FakeContents extends EventEmitter {
  url = 'https://ceremony.invalid/'
  readonly handlers = new Map<string, Handler>()
  readonly ipc = { handle: (channel: string, handler: Handler) => void this.handlers.set(channel, handler) }
  readonly mainFrame: Frame = { url: 'https://ceremony.invalid/', parent: null, processId: 1, routingId: 2 }
  openHandler: Listener | undefined
  webRtc: string | undefined
  closedDevTools = 0
  reloads = 0
  trial: (expression: string) => unknown = () => true
  pdf: Uint8Array = Buffer.from('%PDF-1.7 …')

  getURL = () => this.url
  setWindowOpenHandler = (handler: Listener) => {
    this.openHandler = handler
  }
  setWebRTCIPHandlingPolicy = (policy: string) => {
    this.webRtc = policy
  }
  closeDevTools = () => void this.closedDevTools++
  reload = () => void this.reloads++
  executeJavaScript = async (expression: string) => this.trial(expression)
  printToPDF = async () => this.pdf
}

export class FakeSession extends EventEmitter {
  readonly schemes = new Map<string, (request: { url: string; method: string }) => Response>()
  readonly protocol = {
    handle: (scheme: string, handler: (request: { url: string; method: string }) => Response) =>
      void this.schemes.set(scheme, handler),
  }
  beforeRequest: ((details: object, answer: (reply: { cancel: boolean }) => void) => void) | undefined
  readonly webRequest = {
    onBeforeRequest: (_filter: object, listener: never) => {
      this.beforeRequest = listener
    },
  }
  proxy: object | undefined
  permissionRequest: Listener | undefined
  permissionCheck: Listener | undefined
  device: Listener | undefined

  setProxy = async (proxy: object) => {
    this.proxy = proxy
  }
  setPermissionRequestHandler = (handler: Listener) => {
    this.permissionRequest = handler
  }
  setPermissionCheckHandler = (handler: Listener) => {
    this.permissionCheck = handler
  }
  setDevicePermissionHandler = (handler: Listener) => {
    this.device = handler
  }
  setSpellCheckerEnabled = () => undefined

  cancels(url: string, resourceType: string): boolean {
    let cancelled = false
    this.beforeRequest?.({ url, resourceType }, ({ cancel }) => {
      cancelled = cancel
    })
    return cancelled
  }
}

/** A whole Electron. @param given.switches - what the program was started with. */
export function fakeElectron(
  given: {
    readonly switches?: readonly string[]
    readonly trial?: (code: string) => unknown
    readonly utilities?: Utilities
  } = {},
) {
  const windows: FakeWindow[] = []
  const sessions = new Map<string, FakeSession>()
  const appended: string[] = []
  const app = Object.assign(new EventEmitter(), {
    commandLine: {
      hasSwitch: (name: string) => given.switches?.includes(name) === true,
      appendSwitch: (name: string, value?: string) =>
        void appended.push(value === undefined ? name : `${name}=${value}`),
    },
    sandboxed: false,
    enableSandbox: () => {
      app.sandboxed = true
    },
    whenReady: async () => undefined,
  })

  class FakeWindow extends EventEmitter {
    readonly webContents = new FakeContents()
    readonly loaded: string[] = []
    destroyed = false
    readonly options: { readonly show: boolean; readonly webPreferences: Readonly<Record<string, unknown>> }

    constructor(options: FakeWindow['options']) {
      super()
      this.options = options
      if (given.trial !== undefined) this.webContents.trial = given.trial
      windows.push(this)
      app.emit('web-contents-created', {}, this.webContents)
    }
    loadURL = async (url: string) => void this.loaded.push(url)
    isDestroyed = () => this.destroyed
    destroy = () => {
      this.destroyed = true
      this.emit('closed')
    }
  }

  const fake = {
    app,
    BrowserWindow: FakeWindow,
    Menu: {
      menu: undefined as unknown,
      setApplicationMenu: (menu: unknown) => {
        fake.Menu.menu = menu
      },
    },
    utilityProcess: given.utilities,
    session: {
      fromPartition: (name: string) => {
        const session = sessions.get(name) ?? new FakeSession()
        sessions.set(name, session)
        return session
      },
    },
  }
  return { electron: fake as unknown as Electron, app, windows, sessions, appended, menu: () => fake.Menu.menu }
}

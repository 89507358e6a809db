import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { runElectron } from '../../electron/main/run.ts'
import { contentSecurityPolicy } from '../../electron/shell/policy.ts'
import { fakeElectron } from './fake.ts'
import { standIn } from './utility.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anchorite-electron-'))
  mkdirSync(join(folder, 'dist'))
  cpSync(join(root, 'test', 'kiosk', 'page'), join(folder, 'dist', 'renderer'), { recursive: true })
  vi.spyOn(process, 'getuid').mockReturnValue(1000)
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

const run = (fake: ReturnType<typeof fakeElectron>, check = false) =>
  runElectron(fake.electron, { workDirectory: join(folder, 'work'), dist: join(folder, 'dist'), check })
const codeOf = (running: Promise<void>) =>
  running.then(
    () => 'opened',
    (error) => `${error.code} ${error.detail.rule ?? ''}`.trim(),
  )

/** Open, and wait until calls are answered. */
async function opened(given: Parameters<typeof fakeElectron>[0] = {}) {
  const fake = fakeElectron(given)
  const ended = run(fake)
  await vi.waitFor(() => expect(fake.windows[0]?.loaded).toHaveLength(1))
  const [window] = fake.windows
  const [session] = fake.sessions.values()
  if (window === undefined || session === undefined) throw new Error('no window came')
  return { ...fake, ended, window, session, contents: window.webContents }
}

describe('start-up fails closed', () => {
  it.each(['no-sandbox', 'remote-debugging-port', 'inspect', 'disable-web-security', 'host-rules'])(
    'started with --%s there is no window',
    async (name) => {
      const fake = fakeElectron({ switches: [name] })
      expect(await codeOf(run(fake))).toBe('window/guard WIN-SANDBOX')
      expect(fake.windows).toEqual([])
    },
  )

  it('as root there is no window', async () => {
    vi.mocked(process.getuid as () => number).mockReturnValue(0)
    const fake = fakeElectron()
    expect(await codeOf(run(fake))).toBe('window/user')
    expect(fake.windows).toEqual([])
  })

  it.each(['WIN-CSP', 'WIN-TRUSTED-TYPES', 'WIN-SENDER', 'WIN-ORIGIN'])(
    'where %s gives way, the window is closed',
    async (rule) => {
      const { trials } = await import('../../electron/shell/trials.ts')
      const fake = fakeElectron({ trial: (code) => code !== trials[rule] })
      expect(await codeOf(run(fake))).toBe(`window/guard ${rule}`)
      expect(fake.windows.every((window) => window.destroyed)).toBe(true)
    },
  )

  it('no call is answered before every guard has been tried', async () => {
    const tried = Promise.withResolvers<boolean>()
    const fake = fakeElectron({ trial: () => tried.promise })
    const ended = run(fake)
    await vi.waitFor(() => expect(fake.windows[0]?.loaded).toHaveLength(1))
    const contents = fake.windows[0]?.webContents
    const answered = vi.fn()
    const senderFrame = contents?.mainFrame ?? null
    const call = contents?.handlers.get('anchorite/call')?.({ senderFrame }, '{"call":"station.home","args":{}}')
    void call?.then(answered)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(answered).not.toHaveBeenCalled()
    tried.resolve(true)
    await vi.waitFor(() => expect(answered).toHaveBeenCalledOnce())
    fake.windows[0]?.destroy()
    await ended
  })

  it('with --check it opens, tries the guards and a token process, and ends', async () => {
    const { utilities, forks } = standIn(folder)
    const fake = fakeElectron({ utilities })
    expect(await codeOf(run(fake, true))).toBe('opened')
    expect(forks.map(({ script }) => script)).toEqual([join(root, 'core', 'token', 'host.node.ts')])
    expect(fake.windows.map((window) => window.destroyed)).toEqual([true])
  })

  it('with --check, where no token process comes up, it says so and closes', async () => {
    const { utilities } = standIn(folder)
    const nowhere: typeof utilities = { fork: (_script, args, options) => utilities.fork('/nowhere.ts', args, options) }
    const fake = fakeElectron({ utilities: nowhere })
    expect(await codeOf(run(fake, true))).toBe('token/host-died')
    expect(fake.windows.map((window) => window.destroyed)).toEqual([true])
  })
})

describe('the window', () => {
  it('is sandboxed, isolated, without Node, without developer tools, in a session that is not kept', async () => {
    const { window, app, appended, menu, sessions } = await opened()
    expect(window.options.webPreferences).toMatchObject({
      ...{ sandbox: true, contextIsolation: true, nodeIntegration: false, nodeIntegrationInWorker: false },
      ...{
        nodeIntegrationInSubFrames: false,
        webviewTag: false,
        webSecurity: true,
        devTools: false,
        navigateOnDragDrop: false,
      },
    })
    expect(app.sandboxed).toBe(true)
    expect(appended).toContain('proxy-server=socks5://127.0.0.1:9')
    expect(menu()).toBeNull()
    expect([...sessions.keys()].filter((name) => name.startsWith('persist:'))).toEqual([])
  })

  it('WIN-TARGET, WIN-NAVIGATE: no new window, no other page, no frame, no webview, no developer tools', async () => {
    const { contents } = await opened()
    expect(contents.openHandler?.()).toEqual({ action: 'deny' })
    const prevented = (name: string, event: object) => {
      const preventDefault = vi.fn()
      contents.emit(name, { ...event, preventDefault })
      return preventDefault.mock.calls.length > 0
    }
    expect(prevented('will-navigate', { url: 'https://example.invalid/' })).toBe(true)
    expect(prevented('will-navigate', { url: 'about:blank' })).toBe(true)
    expect(prevented('will-navigate', { url: 'https://ceremony.invalid/' })).toBe(false)
    expect(prevented('will-frame-navigate', { url: 'https://ceremony.invalid/', isMainFrame: false })).toBe(true)
    expect(prevented('will-redirect', { url: 'https://ceremony.invalid/' })).toBe(true)
    expect(prevented('will-attach-webview', {})).toBe(true)
    contents.emit('devtools-opened')
    expect(contents.closedDevTools).toBe(1)
    expect(contents.webRtc).toBe('disable_non_proxied_udp')
  })

  it('a page whose process dies is loaded again', async () => {
    const { contents } = await opened()
    contents.emit('render-process-gone')
    expect(contents.reloads).toBe(1)
  })
})

describe('WIN-NETWORK', () => {
  it.each([
    ['https://example.invalid/', 'mainFrame'],
    ['https://ceremony.invalid/style.css', 'mainFrame'],
    ['https://ceremony.invalid/', 'subFrame'],
    ['https://ceremony.invalid/', 'xhr'],
    ['https://example.invalid/x.js', 'script'],
    ['https://ceremony.invalid.example/x.js', 'script'],
    ['wss://ceremony.invalid/', 'webSocket'],
    ['http://ceremony.invalid/style.css', 'stylesheet'],
    ['file:///etc/passwd', 'other'],
  ])('a request to %s as %s is cancelled', async (url, type) => {
    const { session } = await opened()
    expect(session.cancels(url, type)).toBe(true)
  })

  it('our page and its files are served, with the whole policy; other schemes have no answer', async () => {
    const { session } = await opened()
    expect(session.cancels('https://ceremony.invalid/', 'mainFrame')).toBe(false)
    expect(session.cancels('https://ceremony.invalid/style.css', 'stylesheet')).toBe(false)
    const page = session.schemes.get('https')?.({ url: 'https://ceremony.invalid/', method: 'GET' })
    expect(page?.headers.get('Content-Security-Policy')).toBe(contentSecurityPolicy)
    expect(await page?.text()).toContain('<h1>Test page</h1>')
    for (const scheme of ['http', 'file', 'ftp'])
      expect(session.schemes.get(scheme)?.({ url: '', method: 'GET' }).status).toBe(403)
    expect(session.schemes.get('https')?.({ url: 'https://else.invalid/', method: 'GET' }).status).toBe(403)
    expect(session.proxy).toEqual({ proxyRules: 'socks5://127.0.0.1:9', proxyBypassRules: '<-loopback>' })
  })
})

describe('WIN-PERMISSION and WIN-DOWNLOAD', () => {
  it('only the camera, only for the top frame of the page that scans', async () => {
    const { session, contents } = await opened()
    const asked = (permission: string, details: object) => {
      let answer: boolean | undefined
      session.permissionRequest?.(
        ...([
          contents,
          permission,
          (given: boolean) => {
            answer = given
          },
          details,
        ] as never[]),
      )
      return answer
    }
    const video = { mediaTypes: ['video'], isMainFrame: true }
    expect(asked('media', video)).toBe(false)
    contents.url = 'https://ceremony.invalid/#/scan'
    expect(asked('media', video)).toBe(true)
    expect(asked('media', { ...video, isMainFrame: false })).toBe(false)
    expect(asked('media', { ...video, mediaTypes: ['video', 'audio'] })).toBe(false)
    expect(asked('media', { isMainFrame: true })).toBe(false)
    for (const name of ['geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fullscreen', 'usb'])
      expect(asked(name, video), name).toBe(false)
    const check = (...values: unknown[]) => session.permissionCheck?.(...(values as never[]))
    expect(check(contents, 'media', '', { mediaType: 'video', isMainFrame: true })).toBe(true)
    expect(check(null, 'media', '', { mediaType: 'video', isMainFrame: true })).toBe(false)
    expect(check(contents, 'media', '', { mediaType: 'audio', isMainFrame: true })).toBe(false)
    expect(check(contents, 'geolocation', '', { isMainFrame: true })).toBe(false)
    expect(session.device?.()).toBe(false)
  })

  it('nothing is downloaded and no device is chosen', async () => {
    const { session } = await opened()
    for (const name of ['will-download', 'select-hid-device', 'select-usb-device', 'select-serial-port']) {
      const preventDefault = vi.fn()
      session.emit(name, { preventDefault })
      expect(preventDefault, name).toHaveBeenCalledOnce()
    }
  })
})

describe('WIN-SENDER', () => {
  const home = '{"call":"station.home","args":{}}'

  it('a call of another frame, of another page, or of no frame is not heard', async () => {
    const { contents } = await opened()
    const handler = contents.handlers.get('anchorite/call')
    const top = contents.mainFrame
    const frames = [
      null,
      { ...top, parent: top },
      { ...top, routingId: 9 },
      { ...top, processId: 9 },
      { ...top, url: 'about:blank' },
      { ...top, url: 'https://ceremony.invalid.example/' },
    ]
    for (const senderFrame of frames) await expect(handler?.({ senderFrame }, home)).rejects.toThrow('station/bridge')
    await expect(handler?.({ senderFrame: top }, { call: 'station.home' })).rejects.toThrow('station/bridge')
  })

  it('a call of the window is answered by the host, with its refusals', async () => {
    const { contents, window, ended } = await opened()
    const handler = contents.handlers.get('anchorite/call')
    const ask = async (text: string) => JSON.parse((await handler?.({ senderFrame: contents.mainFrame }, text)) ?? '')
    const { ok, value } = await ask(home)
    expect(ok).toBe(true)
    expect(value.readiness.at(-1).rule).toBe('STATION-WINDOW')
    expect((await ask('{"call":"station.home","args":{"x":1}}')).error.code).toBe('station/bridge')
    expect((await ask('{"call":"ceremony.view","args":{}}')).error.code).toBe('ceremony/not-now')
    window.destroy()
    await ended
  })
})

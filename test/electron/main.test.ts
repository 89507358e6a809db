// The entry of the Electron shell, with an Electron that behaves as the real one does with a module as its entry.

import { afterEach, expect, it, vi } from 'vitest'

const electron = vi.hoisted(() => ({
  ready: { settle: (_error?: Error): void => undefined },
  exits: [] as number[],
}))
vi.mock('electron', () => ({
  app: {
    commandLine: {
      getSwitchValue: () => '/tmp/anchorite-never-made',
      hasSwitch: () => false,
      appendSwitch: () => undefined,
    },
    getPath: () => '/tmp',
    enableSandbox: () => undefined,
    on: () => undefined,
    exit: (code: number) => electron.exits.push(code),
    // Electron is ready only once the entry module has been evaluated.
    whenReady: () =>
      new Promise<void>((resolve, reject) => {
        electron.ready.settle = (error) => (error === undefined ? resolve() : reject(error))
      }),
  },
  BrowserWindow: class {},
  Menu: { setApplicationMenu: () => undefined },
  session: {},
  utilityProcess: {},
}))

afterEach(() => {
  vi.restoreAllMocks()
  vi.resetModules()
  electron.exits.length = 0
})

it('ends its evaluation before Electron is ready, or Electron never is', async () => {
  vi.spyOn(process, 'getuid').mockReturnValue(1000)
  await import('../../electron/main.ts')
  expect(electron.exits).toEqual([])
})

it('a refusal at the start is said in words, and a fault is not swallowed', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  vi.spyOn(process, 'getuid').mockReturnValue(0)
  await import('../../electron/main.ts')
  await vi.waitFor(() => expect(electron.exits).toEqual([1]))
  expect(said.mock.calls.join()).toContain('window/user')

  vi.resetModules()
  vi.mocked(process.getuid as () => number).mockReturnValue(1000)
  await import('../../electron/main.ts')
  electron.ready.settle(new TypeError('a fault of the shell'))
  await vi.waitFor(() => expect(electron.exits).toEqual([1, 1]))
  expect(said.mock.calls.join()).toContain('a fault of the shell')
})

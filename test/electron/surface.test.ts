import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type BridgeCall, bridge } from '../../core/bridge.ts'
import { createStation } from '../../electron/host/station-host.ts'
import { allCalls } from '../../electron/kiosk/bridge.ts'
import { windowOptions } from '../../electron/main/window.ts'
import { surfaceName } from '../../electron/shell/policy.ts'
import { samples } from '../fuzz/samples.ts'

const exposed = vi.hoisted(() => ({
  name: '',
  api: {} as Record<string, (...args: unknown[]) => Promise<unknown>>,
  sent: [] as unknown[][],
}))
vi.mock('electron', () => ({
  contextBridge: {
    exposeInMainWorld: (name: string, api: typeof exposed.api) => {
      exposed.name = name
      exposed.api = api
    },
  },
  ipcRenderer: {
    invoke: async (...sent: unknown[]) => {
      exposed.sent.push(sent)
      return '{"ok":true,"value":7}'
    },
  },
}))

const table = Object.keys(bridge) as BridgeCall[]
let work = ''
const argv = process.argv
beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'anchorite-surface-'))
  // What Electron hands to the preload: the arguments that the window is made with.
  const { webPreferences } = windowOptions({} as never, 'preload.cjs', true)
  process.argv = [...argv, ...(webPreferences?.additionalArguments ?? [])]
  // Node's arrays lack these until a later engine; the window's engine has them.
  const bytes = Uint8Array.prototype as unknown as { toBase64?: () => string }
  bytes.toBase64 ??= function (this: Uint8Array) {
    return Buffer.from(this).toString('base64')
  }
  await import('../../electron/preload.ts')
})
afterAll(() => {
  process.argv = argv
  rmSync(work, { recursive: true, force: true })
})

describe('the bridge table is the surface of every shell', () => {
  it('no name outside the table leaves as a call: not by the preload, not to the host', async () => {
    const { call } = createStation({ workDirectory: work })
    for (const name of ['station.nothing', 'constructor', 'toString', '__proto__', '', 'ceremony']) {
      exposed.sent.length = 0
      await exposed.api.call?.(name, {})
      expect(exposed.sent, name).toEqual([
        ['anchorite/call', JSON.stringify({ call: name, problem: 'there is no such call' })],
      ])
      const reply = await call(name as BridgeCall, {} as never)
      expect(!reply.ok && reply.error.code, name).toBe('station/bridge')
    }
  })

  it('the preload offers one frozen object with one function, and sends every name of the table', async () => {
    expect(exposed.name).toBe(surfaceName)
    expect(Object.keys(exposed.api)).toEqual(['call'])
    expect(Object.isFrozen(exposed.api)).toBe(true)
    exposed.sent.length = 0
    for (const name of table)
      expect(await exposed.api.call?.(name, { a: Uint8Array.of(1) })).toEqual({ ok: true, value: 7 })
    expect(exposed.sent).toEqual(
      table.map((call) => ['anchorite/call', JSON.stringify({ call, args: { a: { $bytes: 'AQ==' } } })]),
    )
  })

  it('the kiosk offers every name of the table (what its window does with them: test/kiosk/window.test.ts)', () => {
    expect(allCalls).toEqual(table)
  })

  it('the host serves every name of the table', async () => {
    const { call } = createStation({ workDirectory: work })
    for (const name of table) {
      const reply = await call(name, samples[name]({ by: 'hugo', step: 'a/b' }) as never)
      // Arguments that fit, so that each comes as far as who serves it. Without a ceremony most are refused there, with words of their own.
      if (!reply.ok)
        expect([name, reply.error.code]).not.toEqual([name, expect.stringMatching(/^station\/(?:bridge|bug)$/)])
    }
  })
})

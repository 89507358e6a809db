// Two SoftHSM tokens behind fault.c: the first initialised, with one key; the second as the factory left it.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SiteModule } from '../../core/formats/site.ts'
import { type RunningTokenHost, startTokenHost, type TokenHostOptions } from '../../core/token/client.node.ts'
import { compileLibrary, factorySoPin, makeSoftHsm, secret, temporaryDirectory, withFault } from './softhsm.ts'

export const userPin = 'user-pin-1234'
export const key = { objectId: 'c0de', algorithm: 'ecdsa-p256' } as const

export type Faulty = {
  /** Without the fault module. */
  readonly module: SiteModule
  readonly serial: string
  readonly spare: string
  readonly spki: Uint8Array
  /** A host whose module behaves as `fault` says (fault.c). */
  start(fault: string, options?: TokenHostOptions): Promise<RunningTokenHost>
  startLoggedIn(fault: string, options?: TokenHostOptions): Promise<RunningTokenHost>
  /** The module behind the fault module. */
  site(fault: string, log: string): SiteModule
  /** How often the host that was started last has made this call. */
  callsOf(name: string): number
  /** End the hosts of one test. */
  closeAll(): Promise<void>
  remove(): void
}

export async function makeFaulty(): Promise<Faulty> {
  const { directory, remove } = temporaryDirectory()
  const { module, tokens } = await makeSoftHsm(directory, 2)
  const library = compileLibrary('fault.c', directory)
  const serial = tokens[0]?.serial ?? ''
  const plain = await startTokenHost(module)
  const pins = { factorySoPin: secret(factorySoPin), soPin: secret(factorySoPin), userPin: secret(userPin) }
  await plain.initialise({ serial, label: 'faulty', ...pins })
  await plain.login({ serial, pin: secret(userPin) })
  const { spki } = await plain.generateKeyPair({ ...key, label: 'key' })
  await plain.close()

  const hosts: RunningTokenHost[] = []
  let runs = 0
  const log = () => join(directory, `calls-${runs}`)
  const start = async (fault: string, options?: TokenHostOptions) => {
    runs++
    const host = await startTokenHost(withFault(module, library, fault, log()), options)
    hosts.push(host)
    return host
  }
  return {
    module,
    serial,
    spare: tokens[1]?.serial ?? '',
    spki,
    start,
    startLoggedIn: async (fault, options) => {
      const host = await start(fault, options)
      await host.login({ serial, pin: secret(userPin) })
      return host
    },
    site: (fault, logFile) => withFault(module, library, fault, logFile),
    callsOf: (name) =>
      readFileSync(log(), 'utf8')
        .split('\n')
        .filter((line) => line === name).length,
    closeAll: async () => {
      for (const host of hosts.splice(0)) await host.close()
    },
    remove,
  }
}

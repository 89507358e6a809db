// What the process that holds the secret cannot do, whatever code came to run in it: held by the kernel and by Node.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { startSecretHost } from '../../core/backup/secret-client.node.ts'
import { launchWithNode } from '../../core/token/launcher.node.ts'

const directory = mkdtempSync(join(tmpdir(), 'anchorite-secret-fence-'))
afterAll(() => rmSync(directory, { recursive: true }))

describe('the fence around it (SECRET-APART)', () => {
  test('nothing of the station is inherited, nothing secret is in arguments, no core dump, no rights', async () => {
    process.env.ANCHORITE_TEST_INHERIT = 'do-not-inherit'
    const host = await startSecretHost()
    delete process.env.ANCHORITE_TEST_INHERIT
    const of = (file: string) => readFileSync(`/proc/${host.pid}/${file}`, 'latin1')
    expect(of('environ')).toBe('')
    expect(of('limits')).toMatch(/Max core file size +0 +0/)
    expect(of('status')).toMatch(/NoNewPrivs:\t1/)
    expect(of('status')).toMatch(/CapEff:\t0+\n/)
    expect(of('cmdline')).toContain('\0--permission\0')
    await host.close()
  })

  test('it is in a network of its own that has nothing in it, where the system makes one', async () => {
    const makes = (() => {
      try {
        execFileSync('/usr/bin/unshare', ['--user', '--map-current-user', '--net', '/usr/bin/true'], {
          stdio: 'ignore',
        })
        return true
      } catch {
        return false // then the host says nothing of it either: docs/threat-model.md
      }
    })()
    const host = await startSecretHost()
    const isApart = readlinkSync(`/proc/${host.pid}/ns/net`) !== readlinkSync('/proc/self/ns/net')
    await host.close()
    expect(isApart).toBe(makes)
  })

  test('code that runs in its place reads and writes no file, starts nothing, loads nothing, reaches nobody', async () => {
    const script = join(directory, 'probe.mjs')
    writeFileSync(
      script,
      `import fs from 'node:fs'
       import net from 'node:net'
       const get = (name) => process.getBuiltinModule(name)
       const tries = {
         read: () => fs.readFileSync('/etc/hostname'),
         write: () => fs.writeFileSync(${JSON.stringify(join(directory, 'written'))}, 'x'),
         spawn: () => get('child_process').execFileSync('/usr/bin/true'),
         worker: () => new (get('worker_threads').Worker)('0', { eval: true }),
         library: () => process.dlopen({ exports: {} }, '/nowhere.node'),
         inspector: () => get('inspector').open(0),
       }
       const said = {}
       for (const [name, run] of Object.entries(tries))
         try { run(); said[name] = 'done' } catch (error) { said[name] = error.code }
       const socket = net.connect(9, '127.0.0.1')
       const end = (what) => { said.network = what; fs.writeSync(1, JSON.stringify(said)); process.exit() }
       socket.on('connect', () => end('done')).on('error', ({ code }) => end(code))`,
    )
    const ended = Promise.withResolvers<string>()
    let printed = ''
    launchWithNode(
      { name: 'probe', script, environment: {}, fence: { reads: [script] } },
      {
        bytes: () => undefined,
        output: (text) => {
          printed += text
        },
        broken: () => undefined,
        ended: () => ended.resolve(printed),
      },
    )
    const said: Record<string, string> = JSON.parse((await ended.promise).split('\n').at(-1) ?? '')
    expect(said).toMatchObject({
      read: 'ERR_ACCESS_DENIED',
      write: 'ERR_ACCESS_DENIED',
      spawn: 'ERR_ACCESS_DENIED',
      worker: 'ERR_ACCESS_DENIED',
      library: 'ERR_DLOPEN_DISABLED',
      inspector: 'ERR_ACCESS_DENIED',
    })
    expect(said.network).toMatch(/^(?:ENETUNREACH|ECONNREFUSED)$/) // refused by our own machine where it has no other network
    expect(existsSync(join(directory, 'written'))).toBe(false)
  })
})

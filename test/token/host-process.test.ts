// What the token process is started with, what it leaves behind, and what it is told about libraries that are none.

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wordsOf } from '../../core/errors.ts'
import type { SiteModule } from '../../core/formats/site.ts'
import { startTokenHost } from '../../core/token/client.node.ts'
import { thrownBy } from './refusal.ts'
import { compileLibrary, factorySoPin, makeSoftHsm, secret, temporaryDirectory, withFault } from './softhsm.ts'

const { directory, remove } = temporaryDirectory()
const userPin = 'Zx9-user-pin'
let module: SiteModule
let serial: string
let library: string

beforeAll(async () => {
  const made = await makeSoftHsm(directory, 1)
  module = made.module
  serial = made.tokens[0]?.serial ?? ''
  library = compileLibrary('fault.c', directory)
})
afterAll(remove)

describe('a library that is none', () => {
  const startWith = (path: string, environment = {}) => thrownBy(startTokenHost({ path, environment }))

  test('is missing: the Debian package is named', async () => {
    const error = await startWith('/nowhere/libsofthsm2.so')
    expect(error.code).toBe('token/module-missing')
    expect(wordsOf(error).next).toContain('apt-get install softhsm2')
  })

  test('is a text, a folder, a library without C_GetFunctionList, or a relative path', async () => {
    const text = join(directory, 'text.so')
    writeFileSync(text, 'this is not a library, and it is long enough to hold a header')
    const source = join(directory, 'plain.c')
    writeFileSync(source, 'int nothing;\n')
    const plain = join(directory, 'plain.so')
    execFileSync('gcc', ['-shared', '-fPIC', '-o', plain, source])
    for (const [path, reason] of [
      [text, /not a library/],
      [directory, /not a file/],
      [plain, /no C_GetFunctionList/],
      ['libsofthsm2.so', /not absolute/],
      ['', /not absolute/],
    ] as const) {
      const error = await startWith(path)
      expect(error.code).toBe('token/module-unusable')
      expect(wordsOf(error).happened).toMatch(reason)
    }
  })

  test('SITE-ENVIRONMENT: comes with an environment that would load foreign code, or change the loader', async () => {
    const loader = [
      'LD_PRELOAD',
      'LD_LIBRARY_PATH',
      'LD_AUDIT',
      'GLIBC_TUNABLES',
      'GCONV_PATH',
      'GETCONF_DIR',
      'LOCPATH',
    ]
    const others = [
      'MALLOC_ARENA_MAX',
      'NODE_OPTIONS',
      'ELECTRON_RUN_AS_NODE',
      'OPENSSL_CONF',
      'BASH_ENV',
      'PATH',
      'ld_preload',
      'GCONV_PATH=', // with a value x the loader reads GCONV_PATH as "=x"
      ' LD_PRELOAD',
    ]
    for (const name of [...loader, ...others]) {
      const error = await startWith(module.path, { [name]: 'x' })
      expect(error.code).toBe('token/module-environment')
    }
  })
})

describe('the process of a library', () => {
  test('has no PIN in arguments, environment or output, inherits nothing, and leaves no core dump', async () => {
    process.env.ANCHORITE_TEST_INHERIT = 'do-not-inherit'
    const host = await startTokenHost(withFault(module, library, 'C_Login:print,C_InitToken:print'))
    const factory = secret(factorySoPin)
    await host.initialise({ serial, label: 'secrets', factorySoPin: factory, soPin: factory, userPin: secret(userPin) })
    await host.login({ serial, pin: secret(userPin) })
    delete process.env.ANCHORITE_TEST_INHERIT

    const ofProcess = (file: string) => readFileSync(`/proc/${host.pid}/${file}`, 'latin1')
    const variables = ofProcess('environ')
      .split('\0')
      .map((line) => line.split('=')[0])
    expect(variables).toEqual(expect.arrayContaining(['PATH', 'HOME', 'SOFTHSM2_CONF']))
    expect(variables).not.toContain('ANCHORITE_TEST_INHERIT')
    const allowed = /^(PATH|HOME|SOFTHSM2_CONF|FAULT|FAULT_MODULE|NODE_CHANNEL_(FD|SERIALIZATION_MODE))?$/
    expect(variables.filter((name) => !allowed.test(name ?? ''))).toEqual([])
    for (const text of [ofProcess('cmdline'), ofProcess('environ'), host.moduleOutput().join('\n')])
      for (const pin of [userPin, factorySoPin]) expect(text).not.toContain(pin)
    expect(ofProcess('limits')).toMatch(/Max core file size +0 +0/)
    expect(ofProcess('limits')).toMatch(/Max data size +2147483648 +2147483648/)
    await host.close()
  })

  test('puts no PIN into an error, its words, its stack or its cause', async () => {
    const host = await startTokenHost(module)
    const wrong = 'Qy7-wrong-pin'
    const pins = { factorySoPin: secret(wrong), soPin: secret(wrong), userPin: secret(userPin) }
    const errors = [
      await thrownBy(host.login({ serial, pin: secret(wrong) })),
      await thrownBy(host.initialise({ serial, label: 'x', ...pins })),
      await thrownBy(host.login({ serial, pin: secret('abc') })),
    ]
    for (const error of errors) {
      const shown = [inspect(error, { depth: 9 }), String(error), error.stack, JSON.stringify([error, wordsOf(error)])]
      for (const text of shown) for (const pin of [wrong, userPin, 'abc"']) expect(text).not.toContain(pin)
    }
    await host.close()
  })

  test('takes a PIN outside ASCII as its UTF-8 bytes', async () => {
    const host = await startTokenHost(module)
    const pin = 'pässwörd-π'
    const factory = secret(factorySoPin)
    await host.initialise({ serial, label: 'utf8', factorySoPin: factory, soPin: factory, userPin: secret(pin) })
    await host.login({ serial, pin: secret(pin) })
    await host.close()
  })

  test('dies with the station, even while its library hangs', async () => {
    const script = join(directory, 'station.mts')
    const client = new URL('../../core/token/client.node.ts', import.meta.url).pathname
    const site = JSON.stringify(withFault(module, library, 'C_GetSlotList:hang'))
    writeFileSync(
      script,
      `import { startTokenHost } from ${JSON.stringify(client)}
       const host = await startTokenHost(${site})
       void host.list()
       setTimeout(() => console.log(host.pid), 300)`,
    )
    const station = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [printed] = await once(station.stdout, 'data')
    const pid = Number(String(printed))
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain('host.node.ts')
    station.kill('SIGKILL')
    await once(station, 'exit')
    while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 20)) // or the test's own limit ends it
  })
})

/** Running, and not only waiting for a parent that will ask how it ended. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false // no such process: what we wait for
  }
}

// A vendor's library finds its own OpenSSL, not the one that Node exports (build/setup/deepbind.mjs).

import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeSoftHsm, temporaryDirectory } from './softhsm.ts'

const { directory, remove } = temporaryDirectory()
afterAll(remove)

/** Where glibc bound the symbols of each library: library → the files that they were found in. */
function bindings(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  for (const [, from = '', to = ''] of text.matchAll(/binding file (\S+) \[\d+\] to (\S+) \[\d+\]: normal symbol/g)) {
    const library = basename(from)
    found.set(library, (found.get(library) ?? new Set()).add(basename(to)))
  }
  return found
}

test('SoftHSM and its libcrypto are bound to themselves and the C libraries, and to nothing of Node', async () => {
  const { module } = await makeSoftHsm(directory, 1)
  const adapter = new URL('../../core/token/graphene.node.ts', import.meta.url).pathname
  const script = join(directory, 'load.mts')
  writeFileSync(
    script,
    `import { openModule } from ${JSON.stringify(adapter)}
     const cryptoki = openModule(${JSON.stringify(module)})
     if (cryptoki.slots().length === 0) process.exit(2)
     cryptoki.close()`,
  )
  // The station's own process would refuse LD_DEBUG; this is the same adapter in the same Node.
  const { status, stderr } = spawnSync(process.execPath, [script], {
    env: { ...module.environment, LD_DEBUG: 'bindings', LD_DEBUG_OUTPUT: join(directory, 'ld') },
    encoding: 'utf8',
  })
  expect(stderr.replace(/\(node:\d+\) Warning.*|\(Use `node.*/g, '').trim()).toBe('')
  expect(status).toBe(0)
  const logs = readdirSync(directory).filter((name) => name.startsWith('ld.'))
  const bound = bindings(logs.map((name) => readFileSync(join(directory, name), 'utf8')).join('\n'))

  const cLibrary = /^(?:libc|libm|libstdc\+\+|libgcc_s|ld-linux-[\w-]+)\.so\.\d+$/
  for (const library of ['libsofthsm2.so', 'libcrypto.so.3']) {
    const foreign = [...(bound.get(library) ?? [])].filter((file) => !cLibrary.test(file))
    expect(foreign.sort(), library).toEqual(
      library === 'libcrypto.so.3' ? ['libcrypto.so.3'] : ['libcrypto.so.3', 'libsofthsm2.so'],
    )
  }
})

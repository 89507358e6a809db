import { describe, expect, it } from 'vitest'
import { mask } from './mask.ts'
import { ceremonyProblems, textProblems } from './rules.ts'
import { importProblems } from './zones.ts'

const known = new Set([
  ...['core/errors.ts', 'core/tuf/key.ts', 'core/token/host.node.ts', 'core/bridge.ts', 'core/ceremony/script.ts'],
  ...['electron/main.ts', 'electron/cli.ts', 'electron/host/disk.node.ts', 'build/setup.mjs', 'test/fakes/token.ts'],
])

/** Ids of what is wrong with this one line in this file. */
function ids(path: string, text: string): string[] {
  const masked = mask(text)
  const problems = [...importProblems(path, text, masked, known), ...textProblems(path, text, masked)]
  return problems.map((problem) => problem.split(' ')[1] ?? '')
}

describe('the import rules refuse', () => {
  it.each([
    ['a file that no zone names', 'tools/x.ts', 'export const a = 1'],
    ['a package that no zone names', 'core/tuf/x.ts', "import _ from 'lodash'"],
    ['a Node module without node:', 'core/tuf/x.ts', "import { createHash } from 'crypto'"],
    ['node:fs in plain core', 'core/tuf/x.ts', "import fs from 'node:fs'"],
    ['a socket in core', 'core/tuf/x.ts', "import net from 'node:net'"],
    ['a socket in an adapter of core', 'core/token/x.node.ts', "import dns from 'node:dns/promises'"],
    ['a socket in the host', 'electron/host/x.node.ts', "import { request } from 'node:https'"],
    ['a socket in a shell', 'electron/cli.ts', "await import('node:http2')"],
    ['a socket in build', 'build/x.mjs', "import tls from 'node:tls'"],
    ['the inspector in the host', 'electron/host/x.ts', "import { open } from 'node:inspector'"],
    ['a computed module name', 'electron/host/x.ts', 'await import(name)'],
    ['child_process in plain core', 'core/token/x.ts', "import { fork } from 'node:child_process'"],
    ['child_process in a shell', 'electron/cli.ts', "import { fork } from 'node:child_process'"],
    ['loading code by module', 'electron/host/x.ts', "import { createRequire } from 'node:module'"],
    ['randomness in plain core', 'core/x.ts', "import { createHash, randomBytes } from 'node:crypto'"],
    ['all of node:crypto in plain core', 'core/x.ts', "import * as crypto from 'node:crypto'"],
    ['key generation in plain core', 'core/x.ts', "import { generateKeyPairSync as g } from 'node:crypto'"],
    ['the default of node:crypto in plain core', 'core/x.ts', "import crypto from 'node:crypto'"],
    ['graphene outside its adapter', 'core/token/other.node.ts', "import g from 'graphene-pk11'"],
    ['pkcs11js in plain core', 'core/token/x.ts', "import p from 'pkcs11js'"],
    ['pkcs11js types in plain core', 'core/token/x.ts', "import type p from 'pkcs11js'"],
    ['an adapter in plain core', 'core/tuf/x.ts', "import { h } from '../token/host.node.ts'"],
    ['a shell in core', 'core/tuf/x.ts', "import { m } from '../../electron/main.ts'"],
    ['a shell in the host', 'electron/host/x.ts', "import { m } from '../cli.ts'"],
    ['electron in the host', 'electron/host/x.ts', "import { app } from 'electron'"],
    ['electron in the terminal', 'electron/cli.ts', "import { app } from 'electron'"],
    ['build in the app', 'electron/cli.ts', "import { s } from '../build/setup.mjs'"],
    ['test code in the app', 'electron/cli.ts', "import { t } from '../test/fakes/token.ts'"],
    ['core beyond the engine in a ceremony', 'ceremonies/x.ts', "import { k } from '../core/tuf/key.ts'"],
    ['values of the bridge in the window', 'renderer/x.tsx', "import { b } from '../core/bridge.ts'"],
    ['a Node module in the window', 'renderer/x.tsx', "import { createHash } from 'node:crypto'"],
    ['a Node module in QR', 'core/qr/x.ts', "import { createHash } from 'node:crypto'"],
    ['a file that is not there', 'core/tuf/x.ts', "import { k } from './gone.ts'"],
    ['a file named without its ending', 'core/tuf/x.ts', "import { k } from './key'"],
    ['a path out of the project', 'core/tuf/x.ts', "import { k } from '../../../elsewhere/key.ts'"],
  ])('ARCH-IMPORT: %s', (_, path, text) => {
    expect(ids(path, text)).toEqual(['ARCH-IMPORT'])
  })

  it.each([
    ['core/tuf/x.ts', "import { createHash } from 'node:crypto'\nimport { k } from './key.ts'"],
    ['core/tuf/x.ts', "import { p256 } from '@noble/curves/nist.js'"],
    ['core/token/graphene.node.ts', "import g from 'graphene-pk11'"],
    ['renderer/x.tsx', "import type { B } from '../core/bridge.ts'"],
    ['courier/x.ts', "import { request } from 'node:https'"],
    ['ceremonies/x.ts', "import { s } from '../core/ceremony/script.ts'"],
  ])('but not what %s may have: %j', (path, text) => {
    expect(ids(path, text)).toEqual([])
  })
})

describe('the text rules refuse', () => {
  it.each([
    ['ARCH-NO-SOCKET', 'core/x.ts', "await fetch('https://a')"],
    ['ARCH-NO-SOCKET', 'electron/host/x.ts', 'const get = fetch'],
    ['ARCH-NO-SOCKET', 'renderer/x.ts', "new WebSocket('wss://a')"],
    ['ARCH-NO-SOCKET', 'renderer/x.ts', "navigator.sendBeacon('/a')"],
    ['ARCH-NO-BACK-DOOR', 'core/x.ts', "globalThis['fet' + 'ch']"],
    ['ARCH-NO-BACK-DOOR', 'electron/host/x.ts', "process.getBuiltinModule('net')"],
    ['ARCH-NO-BACK-DOOR', 'core/x.ts', "eval('1')"],
    ['ARCH-NO-BACK-DOOR', 'core/x.ts', "new Function('return 1')"],
    ['ARCH-PURE-CORE', 'core/x.ts', 'const now = Date.now()'],
    ['ARCH-PURE-CORE', 'core/x.ts', 'const now = new Date()'],
    ['ARCH-PURE-CORE', 'core/x.ts', 'const now = new Date\n'],
    ['ARCH-PURE-CORE', 'core/x.ts', 'Math.random()'],
    ['ARCH-PURE-CORE', 'core/x.ts', 'p256.utils.randomSecretKey()'],
    ['ARCH-PURE-CORE', 'core/x.ts', 'const home = process.env'],
    ['ARCH-PURE-CORE', 'core/x.ts', "console.log('a')"],
    ['ARCH-PURE-CORE', 'core/x.ts', 'setTimeout(f, 1)'],
    ['ARCH-PKCS11-SYNC', 'core/token/graphene.node.ts', 'lib.C_SignAsync(s, d, o)'],
    ['ARCH-PKCS11-SYNC', 'core/token/graphene.node.ts', 'sign.once(data, (error, s) => s)'],
    ['ARCH-PKCS11-SYNC', 'core/token/graphene.node.ts', 'sign.once(f(data), done => 1)'],
    ['ARCH-IPC-MAIN', 'electron/main.ts', 'ipcMain.handle(a, b)'],
    ['STYLE-ENUM', 'core/x.ts', 'enum A { B }'],
    ['STYLE-ENUM', 'test/x.ts', 'export const enum A { B }'],
    ['STYLE-DEFAULT', 'core/x.ts', 'export default 1'],
    ['STYLE-DEFAULT', 'core/x.ts', 'export { a as default }'],
    ['STYLE-BARREL', 'core/index.ts', 'export const a = 1'],
    ['STYLE-ANY', 'core/x.ts', 'let a: any'],
    ['STYLE-ANY', 'core/x.ts', 'let a: Map<string, any>'],
    ['STYLE-ANY', 'core/x.ts', 'let a: any[]'],
    ['STYLE-CAST', 'core/x.ts', 'const a = b as Hex'],
    ['STYLE-CAST', 'core/x.ts', "const a = b as 'x'"],
    ['STYLE-CAST', 'core/x.ts', 'const a = b as Hex //'],
    ['STYLE-NON-NULL', 'core/x.ts', 'const a = b!.c'],
    ['STYLE-NON-NULL', 'core/x.ts', 'const a = b[0]!'],
    ['STYLE-NON-NULL', 'core/x.ts', 'f(g()!)'],
    ['STYLE-SWITCH', 'test/x.ts', '// @ts-ignore'],
    ['STYLE-SWITCH', 'core/x.ts', '// @ts-expect-error'],
    ['STYLE-SWITCH', 'core/x.ts', '// biome-ignore lint/a/b:'],
    ['STYLE-SWITCH', 'core/x.ts', '// biome-ignore lint/a/b'],
    ['STYLE-SWITCH', 'core/x.ts', '// TODO: later'],
    ['STYLE-LENGTH', 'core/x.ts', `${'\n'.repeat(300)}x\n`],
    ['STYLE-LENGTH', 'core/x.ts', `// Long: one table only\n${'\n'.repeat(500)}`],
  ])('%s: in %s, %j', (id, path, text) => {
    expect(ids(path, text)).toEqual([id])
  })

  it.each([
    ['core/x.ts', 'const a = b as Hex // checked on the line above'],
    ['core/x.ts', 'const a = [1] as const'],
    ['core/x.ts', "import { a as b } from '../core/errors.ts'"],
    ['core/x.ts', 'const a = !b && c !== d'],
    ['core/x.ts', 'const a = b! // the map was filled from the same list'],
    ['core/x.ts', 'const day = new Date(atMs)'],
    ['core/x.ts', "const words = 'fetch any as default'"],
    ['core/x.ts', '// eval(x) is never called, and any enum is refused'],
    ['core/x.ts', 'port.fetch(a)'],
    ['core/x.ts', 'Promise.any(list)'],
    ['core/token/graphene.node.ts', 'sign.once(data)'],
    ['core/x.ts', '// biome-ignore lint/a/b: the table is generated'],
    ['core/x.ts', `// Long: one table, read from top to bottom\n${'\n'.repeat(350)}`],
  ])('but not, in %s, %j', (path, text) => {
    expect(ids(path, text)).toEqual([])
  })

  it.each([
    'export const a = defineCeremony({ f: () => 1 })',
    'export const a = defineCeremony({ f() { return 1 } })',
    'function f() {}',
    'export const a = defineCeremony({ n: Date.now() })',
    'export const a = make({})',
    'class A {}',
  ])('ARCH-DATA-ONLY: a ceremony that is more than data, %j', (text) => {
    expect(ceremonyProblems('ceremonies/x.ts', text, mask(text))).not.toEqual([])
  })

  it('but not a ceremony that is data', () => {
    const text =
      "export const a = defineCeremony({ id: 'x (y) => z', steps: [{ kind: 'attest', when: 'if a (b) {' }] })"
    expect(ceremonyProblems('ceremonies/x.ts', text, mask(text))).toEqual([])
  })
})

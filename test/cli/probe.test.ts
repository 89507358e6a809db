// tokens probe, and plan check --token: what tokens can do for a backup is tried before the day, on keys that nobody needs.

import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { SiteModule } from '../../core/formats/site.ts'
import { startTokenHost } from '../../core/token/client.node.ts'
import { factorySoPin, makeSoftHsm, secret } from '../token/softhsm.ts'
import { jsonOf, run } from './capture.ts'

const pin = 'probe-pin-1234'
const planFile = new URL('../../ceremonies/examples/three-backups.plan.yaml', import.meta.url).pathname
const plannedSerial = (index: number) => `7d1c40be92a35f0${index + 1}`
const tokenIds = ['root-a', 'root-b', 'root-c', 'proof']

let place = ''
let module: SiteModule
let serials: readonly string[]
const open: number[] = []
const at = (name: string) => join(place, name)

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'anchorite-probe-'))
  const made = await makeSoftHsm(place, 6)
  module = made.module
  serials = made.tokens.map(({ serial }) => serial)
  const host = await startTokenHost(module)
  const so = secret(factorySoPin)
  for (const serial of serials)
    await host.initialise({ serial, label: 'before the day', factorySoPin: so, soPin: so, userPin: secret(pin) })
  await host.login({ serial: serials[0] ?? '', pin: secret(pin) })
  await host.generateKeyPair({ objectId: 'aa', label: 'was there before', algorithm: 'ecdsa-p256' })
  await host.close()
  const site = {
    format: 'anchorite/site/v1',
    name: 'probe',
    modules: { main: module },
    media: { out: join(place, 'out'), blobs: join(place, 'blobs'), in: join(place, 'in') },
    standIns: Object.fromEntries(serials.map((serial, index) => [plannedSerial(index), { serial }])),
  }
  writeFileSync(at('site.yaml'), JSON.stringify(site))
}, 240_000)
afterEach(() => {
  for (const fd of open.splice(0)) closeSync(fd)
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

/** Lines on a descriptor, as a script gives them. */
function secretsFd(...lines: readonly string[]): string {
  const path = at('secrets')
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''))
  const fd = openSync(path, 'r')
  open.push(fd)
  rmSync(path)
  return String(fd)
}

/** Every file that a token of this set-up has. */
const objectsOnTokens = (): readonly string[] =>
  readdirSync(join(place, 'tokens'), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.object'))
    .sort()

const probe = (...more: readonly string[]) => run('tokens', 'probe', '--site', at('site.yaml'), ...more)

describe('anchorite tokens probe', () => {
  test('is refused without a serial, a site, a PIN, with another algorithm, or where nobody can be asked', async () => {
    const [serial = ''] = serials
    for (const args of [
      ['--serial', serial],
      ['--serial', serial, '--algorithm', 'dsa', '--yes', '--secrets-fd', secretsFd(`user-pin/probe=${pin}`)],
      ['--serial', serial, '--secrets-fd', secretsFd(`user-pin/probe=${pin}`)],
      ['--yes', '--secrets-fd', secretsFd(`user-pin/probe=${pin}`)],
    ]) {
      const said = await probe(...args)
      expect(said.err).toContain('station/usage')
      expect(said.code).toBe(2)
      expect(said.err).not.toContain(pin)
    }
  })

  test('names the tokens that are there where this one is not, and sends no PIN', async () => {
    const said = await probe('--serial', 'ffff', '--yes', '--secrets-fd', secretsFd(`user-pin/probe=${pin}`))
    expect(said.code).toBe(1)
    expect(said.err).toContain('token/not-present')
    expect(said.err).toContain(serials[0])
  })

  test('spends one try on a wrong PIN, and says it', async () => {
    const said = await probe(
      '--serial',
      serials[1] ?? '',
      '--yes',
      '--secrets-fd',
      secretsFd('user-pin/probe=wrong-pin-99'),
    )
    expect(said.err).toContain('token/pin-incorrect')
    expect(said.err).not.toContain('wrong-pin-99')
  })

  test('tells in words what was tried and which modes are open; what was on the token is all that is on it afterwards', async () => {
    const before = objectsOnTokens()
    const said = await probe('--serial', serials[0] ?? '', '--yes', '--secrets-fd', secretsFd(`user-pin/probe=${pin}`))
    expect(said.code).toBe(0)
    for (const line of [
      'C_WrapKey 0x210a: as node:crypto does it',
      'mode wrapped    yes: wrapped with AES key wrap with padding (RFC 5649) under mechanism 0x210a; afterwards its way out is closed',
      'mode imported   yes',
      'all are destroyed',
    ])
      expect(said.out).toContain(line)
    expect(objectsOnTokens()).toEqual(before)
  })

  test('says of Ed25519 on SoftHSM that it cannot be wrapped but imported, as JSON too', async () => {
    const fd = secretsFd(`user-pin/probe=${pin}`)
    const args = ['--serial', serials[0] ?? '', '--algorithm', 'ed25519', '--yes', '--json', '--secrets-fd', fd]
    expect(jsonOf(await probe(...args))).toMatchObject({
      ok: true,
      kind: 'probe',
      algorithm: 'ed25519',
      abilities: { wrap: null, imports: true, destroys: true },
      modes: { wrapped: { possible: false }, imported: { possible: true }, proofOfImported: { possible: true } },
    })
  })
})

describe('anchorite plan check --token', () => {
  const pins = () => secretsFd(...tokenIds.map((id) => `user-pin/${id}=${pin}`))
  const check = (plan: string, fd: string, ...more: readonly string[]) =>
    run('plan', 'check', plan, '--token', '--site', at('site.yaml'), '--yes', '--secrets-fd', fd, ...more)

  test('is refused without a site, or without the PIN of a token that is concerned', async () => {
    expect((await run('plan', 'check', planFile, '--token', '--yes')).err).toContain('--site')
    const said = await check(planFile, secretsFd(`user-pin/root-a=${pin}`))
    expect(said.code).toBe(2)
    expect(said.err).toContain('user-pin/proof')
  })

  test('holds every set against its two tokens', async () => {
    const before = objectsOnTokens()
    const said = await check(planFile, pins())
    expect(said.err).toBe('')
    expect(said.out).toContain('Every backup of the plan can be made with these tokens.')
    expect(said.code).toBe(0)
    expect(objectsOnTokens()).toEqual(before)
  })

  test('refuses a mode that a token does not have, and says which', async () => {
    const text = readFileSync(planFile, 'utf8').replace(
      'id: root-a, algorithm: ecdsa-p256',
      'id: root-a, algorithm: ed25519',
    )
    writeFileSync(at('ed25519.yaml'), text)
    const said = await check(at('ed25519.yaml'), pins(), '--json')
    expect(said.code).toBe(1)
    expect(jsonOf(said)).toMatchObject({
      refused: 2,
      untried: 0,
      sets: [
        { key: 'root-a', token: 'root-a', onToken: { possible: false, tried: true }, onProof: { possible: false } },
        { key: 'root-b', onToken: { possible: true }, onProof: { possible: true } },
        { key: 'root-c' },
      ],
    })
  })

  test('holds the token of a restore against the copy that its record names', async () => {
    const file = new URL('../../ceremonies/examples/restore.plan.yaml', import.meta.url).pathname
    const site = JSON.parse(readFileSync(at('site.yaml'), 'utf8')) as object // written above
    const standIns = { '7d1c40be92a35f31': { serial: serials[4] } }
    writeFileSync(at('site-of-restore.yaml'), JSON.stringify({ ...site, standIns }))
    const said = await run(
      ...['plan', 'check', file, '--token', '--site', at('site-of-restore.yaml'), '--yes'],
      ...['--secrets-fd', secretsFd(`user-pin/root-a2=${pin}`)],
    )
    expect(said.err).toBe('')
    expect(said.out).toContain('into root-a2    yes: the key is restored there, and signs')
    expect(said.out).toContain('Every backup of the plan can be restored with these tokens.')
  })

  test('says what could not be tried: a wrong PIN is one try, whatever the token holds', async () => {
    const lines = tokenIds.map((id) => `user-pin/${id}=${id === 'proof' ? 'wrong-pin-99' : pin}`)
    const said = await check(planFile, secretsFd(...lines))
    expect(said.code).toBe(3)
    expect(said.out).toContain('not tried: Token')
    expect(said.out).toContain('3 could not be tried')
  })
})

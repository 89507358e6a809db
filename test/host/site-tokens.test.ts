import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createStation } from '../../electron/host/station-host.ts'
import { makeSoftHsm } from '../token/softhsm.ts'

let place = ''
let softhsm: Awaited<ReturnType<typeof makeSoftHsm>>

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'anchorite-site-tokens-'))
  softhsm = await makeSoftHsm(place, 2)
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

const siteWith = (modules: object) => ({
  name: 'room-4.site.yaml',
  bytes: new Uint8Array(
    Buffer.from(
      JSON.stringify({ format: 'anchorite/site/v1', name: 'room-4', modules, media: { out: place }, standIns: {} }),
    ),
  ),
})

test('tokens of a site file that is brought: refused where it is none; a library that is not there hides no other', async () => {
  const { call } = createStation({ workDirectory: join(place, 'station') })
  const none = await call('station.tokens', {})
  expect(none).toEqual({ ok: true, value: { modules: [] } })
  const bad = await call('station.tokens', { site: { name: 'x', bytes: new Uint8Array(Buffer.from('{}')) } })
  expect(!bad.ok && bad.error.code).toBe('plan/invalid')
  const gone = { path: '/usr/lib/not-there.so', environment: {} }
  const found = await call('station.tokens', { site: siteWith({ gone, main: softhsm.module }) })
  if (!found.ok) throw new Error(found.error.words.happened)
  const [first, second] = found.value.modules
  expect(first).toMatchObject({ name: 'gone', problem: expect.stringContaining('not-there.so'), tokens: [] })
  expect(second).toMatchObject({ name: 'main', problem: null })
  expect(second?.tokens.filter((token) => token.initialised)).toHaveLength(2)
})

// One serial in two modules: two SoftHSM set-ups, one copied from the other, each with a token of that serial. A whole day
// takes them for two tokens: each gets its own key, and the bag verifies.

import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SiteModule } from '../../core/formats/site.ts'
import { readBag } from '../../core/media/bag.node.ts'
import { verifyBag } from '../../core/verify/bag.ts'
import { objectIdOf } from '../../electron/host/actions/key.ts'
import { scripts } from '../../electron/host/scripts.ts'
import type { FoundKey } from '../kill/objects.ts'
import { startRun } from '../kill/run.ts'
import { argumentsFor, ceremonyIn, makeScene, type Scene, secretsOf, userPin, wholeLines } from '../kill/scene.ts'
import { examplePlan } from '../plan/example.ts'

let place = ''
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'anchorite-twins-'))
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

/** The same set-up with the same tokens in a place of its own. */
function copied(module: SiteModule, from: string, to: string): SiteModule {
  cpSync(from, to, { recursive: true })
  const configuration = String(module.environment.SOFTHSM2_CONF).replace(from, to)
  writeFileSync(configuration, readFileSync(configuration, 'utf8').replaceAll(from, to))
  return { ...module, environment: { ...module.environment, SOFTHSM2_CONF: configuration } }
}

/** The tokens root-a and root-b have one serial, in the modules `main` and `second`; no token has a stand-in. */
async function twins(): Promise<{ readonly scene: Scene; readonly second: SiteModule; readonly serial: string }> {
  const scene = await makeScene(place, examplePlan())
  const { live, module, serials } = scene
  const serial = serials.get('root-a') ?? ''
  const plan = {
    ...scene.plan,
    tokens: scene.plan.tokens.map((token) =>
      token.id === 'root-b'
        ? { ...token, serial, module: 'second' }
        : { ...token, serial: serials.get(token.id) ?? '' },
    ),
  }
  const second = copied(module, join(live, 'softhsm'), join(live, 'softhsm-second'))
  const site = {
    format: 'anchorite/site/v1',
    name: 'twins',
    modules: { main: module, second },
    media: { out: live },
    standIns: {},
  }
  writeFileSync(join(live, 'plan.yaml'), JSON.stringify(plan))
  writeFileSync(join(live, 'site.yaml'), JSON.stringify(site))
  return { scene: { ...scene, plan }, second, serial }
}

/** CKA_ID of the private keys on the token of this serial in this set-up. */
function keysOn(module: SiteModule, serial: string, token: string): readonly string[] {
  const found = JSON.parse(
    execFileSync(process.execPath, [new URL('../kill/objects.ts', import.meta.url).pathname], {
      input: JSON.stringify({ module, tokens: [{ serial, pin: userPin(token) }] }),
      encoding: 'utf8',
    }),
  ) as readonly FoundKey[] // objects.ts wrote it
  return found.filter(({ kind }) => kind === 'private').map(({ objectId }) => objectId)
}

test('one serial in two modules is two tokens: each makes its own key, both sign, and the bag verifies', async () => {
  const { scene, second, serial } = await twins()
  const { code, out } = await startRun(argumentsFor(scene), secretsOf(scene, new Set())).ended
  expect(code, out.slice(-2000)).toBe(0)
  const ceremony = ceremonyIn(scene) ?? ''
  const [opened] = wholeLines(ceremony)
  const id = opened?.event.type === 'opened' ? opened.event.ceremony : ''
  expect(keysOn(scene.module, serial, 'root-a')).toEqual([objectIdOf(id, 'root-a')])
  expect(keysOn(second, serial, 'root-b')).toEqual([objectIdOf(id, 'root-b')])
  const made = wholeLines(ceremony).flatMap(({ event }) =>
    event.type === 'outcome' && ['root-a', 'root-b'].includes(String(event.facts.key)) && 'spkiSha256' in event.facts
      ? [event.facts]
      : [],
  )
  expect(new Set(made.map(({ spkiSha256 }) => spkiSha256)).size).toBe(2)
  expect(verifyBag(await readBag(join(scene.live, 'bag')), scripts)).toMatchObject({ verdict: 'sealed' })
}, 240_000)

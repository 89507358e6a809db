// One day of backups over a module, media and tokens that do not do what they should; and a whole day with three.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseBlob, unwrapKwp } from '../../core/backup/blob.ts'
import { readCard } from '../../core/backup/read-card.ts'
import { parseRecord, recordedShares } from '../../core/backup/record.ts'
import { combineShares } from '../../core/backup/split.ts'
import { CeremonyError } from '../../core/errors.ts'
import { parsePlan } from '../../core/formats/plan.ts'
import { bagLimits, readBag } from '../../core/media/bag.node.ts'
import type { TokenHost } from '../../core/token/port.ts'
import { verifyBag } from '../../core/verify/bag.ts'
import { makeMove, type Player } from '../../electron/cli/play.ts'
import { scriptRoles, scripts } from '../../electron/host/scripts.ts'
import { builtInPlan } from '../e2e/prepare.ts'
import { wantedBytes } from '../secrets/forms.ts'
import { filesUnder, search } from '../secrets/places.ts'
import { answering, backupDays, setNumber } from './backup-days.ts'
import { ask, attempt, beginStation, bytesOf, eventsOf, pinOf, playTo, refusalOf, type Station } from './station.ts'
import { tracesIn } from './traces.ts'

const planFile = new URL('../../ceremonies/examples/three-backups.plan.yaml', import.meta.url)
const threeBackups = parsePlan(readFileSync(planFile), 'three-backups.plan.yaml', scriptRoles)
/** One backup, of root-a. */
const plan = builtInPlan('root-key-generation')
const days = backupDays(plan)

describe('a module that does not do what it says', () => {
  const withHost = (change: (host: TokenHost) => Partial<TokenHost>): Station => days.begin(answering(change))

  test('BACKUP-WHOLE: a blob that does not open under its KEK is refused, and no copy of it is written', async () => {
    const day = withHost((host) => ({
      wrapKey: async (request) => {
        const made = await host.wrapKey(request)
        return { ...made, wrapped: made.wrapped.map((byte, at) => (at === 20 ? byte ^ 1 : byte)) }
      },
    }))
    expect(await attempt(day, 'backup.root-a/wrap')).toBe('backup/blob')
    expect(readdirSync(days.blobs)).toEqual([])
    expect(day.host.view().step?.id).toBe('backup.root-a/wrap')
  })

  test('BACKUP-WHOLE: a blob that has no key in it is refused, though every token of that maker makes the key of it', async () => {
    const day = days.begin()
    for (const token of day.table.tokens.values()) token.abilities = { ...token.abilities, wrapsNames: true }
    expect(await attempt(day, 'backup.root-a/wrap')).toBe('backup/blob')
    expect(readdirSync(days.blobs)).toEqual([])
  })

  test('BACKUP-LOCK: a key whose way out cannot be closed is destroyed, and the proven one takes its place', async () => {
    let asked = 0
    const day = withHost((host) => ({
      lockKey: async (request) =>
        asked++ === 0 ? { locked: false, reason: 'CKR_ATTRIBUTE_READ_ONLY' } : host.lockKey(request),
    }))
    await playTo(day, 'backup.root-a/end')
    const locked = eventsOf(day).find((event) => event.type === 'outcome' && event.step === 'backup.root-a/lock')
    expect(locked?.type === 'outcome' && locked.facts).toMatchObject({ extractable: false })
    expect(JSON.stringify(locked)).toContain('destroyed and restored')
    expect(await attempt(day, 'root/sign/acme.update.root-a')).toBe('done')
  })

  test('BACKUP-LOCK: a token that is pulled between destroying the key and restoring it has the key again when the step is done again', async () => {
    let asked = 0
    let pulled = 0
    const day = withHost((host) => ({
      lockKey: async (request) =>
        asked++ === 0 ? { locked: false, reason: 'CKR_ATTRIBUTE_READ_ONLY' } : host.lockKey(request),
      unwrapKey: async (request) => {
        if (asked === 0 || pulled++ > 0) return host.unwrapKey(request)
        const detail = { serial: '7d1c40be92a35f01', call: 'C_UnwrapKey', ckr: 'CKR_DEVICE_REMOVED' }
        throw new CeremonyError('token/removed', detail)
      },
    }))
    const step = 'backup.root-a/lock'
    expect(await attempt(day, step)).toBe('token/removed')
    await ask(day, 'ceremony.secret', { step, slot: 'userPin', by: 'bruno', value: bytesOf(pinOf('root-a')) })
    await ask(day, 'ceremony.look', { by: 'bruno' })
    await ask(day, 'ceremony.reconcile', { by: 'bruno', decision: 'again' })
    await playTo(day, 'backup.root-a/end')
    expect(await attempt(day, 'root/sign/acme.update.root-a')).toBe('done')
  })

  test('a break that may not be taken while an act is open leaves the secret alive', async () => {
    const day = withHost(() => ({
      lockKey: async () => {
        const detail = { serial: '7d1c40be92a35f01', call: 'C_SetAttributeValue', ckr: 'CKR_DEVICE_REMOVED' }
        throw new CeremonyError('token/removed', detail)
      },
    }))
    expect(await attempt(day, 'backup.root-a/lock')).toBe('token/removed')
    const args = { by: 'amina', reason: 'lunch', custody: 'all on the table' }
    expect(await refusalOf(day, 'ceremony.break', args)).toBe('ceremony/not-now')
    expect(days.running.at(-1)?.alive()).toBe(true)
  })

  test('BACKUP-LOCK: one that still lets the key out after that is refused', async () => {
    const day = withHost(() => ({ lockKey: async () => ({ locked: false, reason: 'CKR_ATTRIBUTE_READ_ONLY' }) }))
    expect(await attempt(day, 'backup.root-a/lock')).toBe('token/key-attributes')
    expect(day.host.view().step?.id).toBe('backup.root-a/lock')
  })

  test('a copy of the key that is not destroyed on the proof token is said', async () => {
    const day = withHost(() => ({ destroyKey: async () => ({ destroyed: 0, left: 2 }) }))
    expect(await attempt(day, 'backup.root-a/restore')).toBe('ceremony/copy-left')
  })
})

/** The same day for real, what a machine of tests lacks waived. */
function productionStation(): Station {
  const waived = [
    'STATION-NETWORK',
    'STATION-PACKAGE',
    'STATION-MEASURED',
    'STATION-SWAP',
    'STATION-DISK',
    'STATION-MODULE',
  ]
  const exceptions = [
    ...waived.map((rule) => ({ rule, subject: 'station' })),
    { rule: 'TOKEN-SOFTWARE', subject: 'proof' },
  ].map((each) => ({ ...each, reason: 'a test', approvedBy: 'Ines Okafor' }))
  return beginStation({
    ...days.options(),
    plan: { ...plan, exceptions: [...plan.exceptions, ...exceptions] },
    mode: 'production',
  })
}

test('BACKUP-MEDIUM: in production no copy is written onto the medium that holds the copy for another site', async () => {
  const day = productionStation()
  const medium = days.blobs
  await playTo(day, 'backup.root-a/copy/lyon')
  const [own = ''] = readdirSync(medium)
  expect(own).toMatch(/-geneva\.key-blob\.json$/)
  expect(await attempt(day, 'backup.root-a/copy/lyon')).toBe('ceremony/same-medium')
  expect(readdirSync(medium)).toEqual([own])
  expect(eventsOf(day).at(-1)).toMatchObject({ type: 'refused', code: 'ceremony/same-medium' })
  renameSync(medium, join(days.directory, 'geneva'))
  mkdirSync(medium) // the next medium
  expect(await attempt(day, 'backup.root-a/copy/lyon')).toBe('done')
  expect(readdirSync(medium)).toEqual([own.replace('geneva', 'lyon')])
})

test('a rehearsal writes all copies into one folder', async () => {
  const day = days.begin()
  await playTo(day, 'backup.root-a/lock')
  const names = readdirSync(days.blobs)
  expect(names.map((name) => /-([a-z]+)\.key-blob\.json$/.exec(name)?.[1]).sort()).toEqual(['geneva', 'lyon'])
})

test('DRILL-PRODUCTION: no key of production is restored into a proof token that keeps keys in files, whatever the plan says', async () => {
  const day = productionStation()
  const proof = day.table.tokens.get('proof')
  if (proof === undefined) throw new Error('no proof token')
  const info = proof.info.bind(proof)
  proof.info = () => ({ ...info(), manufacturer: 'SoftHSM project' })
  expect(await attempt(day, 'backup.root-a/restore')).toBe('ceremony/production-key')
  expect(day.table.calls.some(({ method }) => method === 'unwrapKey')).toBe(false)
})

test('a copy that is there already counts only where it is this very blob', async () => {
  const day = days.begin()
  const step = 'backup.root-a/copy/geneva'
  await playTo(day, step)
  const path = join(days.directory, 'blobs', `root-a-${String(setNumber(day))}-geneva.key-blob.json`)
  writeFileSync(path, 'another one')
  expect(await attempt(day, step)).toBe('ceremony/other-copy')
  expect(readFileSync(path, 'utf8')).toBe('another one')
  rmSync(path)
  expect(await attempt(day, step)).toBe('done')
})

test('a token that is pulled between wrap and blob loses nothing: the step is done again', async () => {
  const day = days.begin()
  for (const [step, method] of [
    ['backup.root-a/wrap', 'wrapKey'],
    ['backup.root-a/restore', 'unwrapKey'],
  ] as const) {
    await playTo(day, step)
    day.table.cues = [{ method, at: 1, what: 'removed' }]
    expect(await attempt(day, step)).toBe('token/removed')
    expect(readdirSync(days.blobs)).toEqual([])
    for (const token of day.table.tokens.values()) token.present = true
    expect(await attempt(day, step)).toBe('done')
  }
  await playTo(day, 'backup.root-a/end')
  expect(eventsOf(day).some(({ type }) => type === 'voided')).toBe(false)
})

test('a whole day with three backups: each record in the bag, blobs beside it, no word, share or KEK in any file, and no blob in anything public', async () => {
  const day = days.begin(undefined, threeBackups)
  const words: string[] = []
  const cards: (readonly string[])[] = []
  const player: Player = {
    next: (view) => day.player.next(view),
  }
  let view = day.host.view()
  while (view.bag === null) {
    const move = player.next(view)
    if (move.call === 'share.read') {
      const shown = await day.call('share.card', { step: move.args.step, by: move.args.by })
      if (shown.ok) cards.push(shown.value.words)
      if (shown.ok) words.push(shown.value.words.slice(6, 30).join(' '))
    }
    const reply = await makeMove(day.call, move)
    if (!reply.ok) throw new Error(`${view.step?.id}: ${reply.error.code}: ${reply.error.words.happened}`)
    view = reply.value
  }
  expect(words).toHaveLength(9)
  expect(days.running.every((host) => !host.alive())).toBe(true)
  const bag = await readBag(join(days.directory, 'bag'), bagLimits)
  const report = verifyBag(bag, scripts)
  expect(report.verified.filter((line) => line.includes('BACKUP-PROVEN'))).toHaveLength(3)
  const blobs = readdirSync(days.blobs)
  expect(blobs).toHaveLength(
    threeBackups.backup.mode === 'split'
      ? threeBackups.backup.sets.reduce((sum, set) => sum + (set.mode === 'vendor' ? 0 : set.copies.length), 0)
      : 0,
  )
  for (const name of blobs) {
    const bytes = readFileSync(join(days.directory, 'blobs', name))
    const key = name.slice(0, 'root-a'.length)
    const record = JSON.parse(Buffer.from(bag.files.get(`data/backup/${key}.record.json`) ?? []).toString('utf8'))
    expect(record.blob.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(unwrapKwp(new Uint8Array(32), parseBlob(bytes, name).wrapped)).toBeUndefined()
    const recorded = parseRecord(bag.files.get(`data/backup/${key}.record.json`) ?? new Uint8Array(), key)
    const shares = cards.flatMap((typed) => {
      const reading = readCard(typed, { shares: recordedShares(recorded), read: new Set() })
      return 'share' in reading ? [reading.share] : []
    })
    const kek = await combineShares(shares.slice(0, recorded.threshold), recorded)
    expect(unwrapKwp(kek, parseBlob(bytes, name).wrapped), 'it is the KEK that is looked for').toBeDefined()
    const made = shares.map(({ x, y }) => wantedBytes(`share ${x} of ${key}`, y))
    expect(search(filesUnder(days.directory), [wantedBytes(`KEK of ${key}`, kek), ...made]).found).toEqual([])
  }
  for (const [path, wrong] of [
    [
      'data/backup/root-a.record.json',
      (bytes: Uint8Array) => Buffer.from(Buffer.from(bytes).toString().replace('"threshold":2', '"threshold":1')),
    ],
    ['data/backup/root-b.record.json', () => bag.files.get('data/backup/root-a.record.json') ?? new Uint8Array()],
    [
      'data/backup/root-c.proof.dsse.json',
      () => bag.files.get('data/backup/root-a.proof.dsse.json') ?? new Uint8Array(),
    ],
  ] as const) {
    const files = new Map(bag.files)
    files.set(path, wrong(bag.files.get(path) ?? new Uint8Array()))
    // BACKUP-PROVEN: whatever the manifests say.
    expect(() => verifyBag({ ...bag, files }, scripts), path).toThrow()
  }
  for (const each of words) expect(tracesIn(days.directory, [each, each.split(' ').slice(0, 4).join(' ')])).toEqual([])
  expect([...bag.files.values()].some((bytes) => Buffer.from(bytes).includes('anchorite/key-blob/v1'))).toBe(false)
  expect(existsSync(join(days.directory, 'bag', 'data', 'backup'))).toBe(true)
})

// Long: one day of backups, and each way in which it goes wrong.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseBlob, unwrapKwp } from '../../core/backup/blob.ts'
import { readCard } from '../../core/backup/read-card.ts'
import { parseRecord, recordedShares } from '../../core/backup/record.ts'
import { type RunningSecretHost, startSecretHost } from '../../core/backup/secret-client.node.ts'
import { combineShares } from '../../core/backup/split.ts'
import { CeremonyError } from '../../core/errors.ts'
import { parsePlan } from '../../core/formats/plan.ts'
import { bagLimits, readBag } from '../../core/media/bag.node.ts'
import type { TokenHost } from '../../core/token/port.ts'
import { verifyBag } from '../../core/verify/bag.ts'
import { makeMove, type Player } from '../../electron/cli/play.ts'
import type { OpenCeremony } from '../../electron/host/open-ceremony.ts'
import { scriptRoles, scripts } from '../../electron/host/scripts.ts'
import { type PrintCard, shareHandlers } from '../../electron/host/share-handlers.ts'
import { builtInPlan } from '../e2e/prepare.ts'
import { wantedBytes } from '../secrets/forms.ts'
import { filesUnder, search } from '../secrets/places.ts'
import {
  ask,
  attempt,
  beginStation,
  bytesOf,
  eventsOf,
  moveOn,
  pinOf,
  playTo,
  prepareStep,
  refusalOf,
  reopenStation,
  type Station,
  scratch,
} from './station.ts'
import { tracesIn } from './traces.ts'

const planFile = new URL('../../ceremonies/examples/three-backups.plan.yaml', import.meta.url)
const threeBackups = parsePlan(readFileSync(planFile), 'three-backups.plan.yaml', scriptRoles)
/** One backup, of root-a. */
const plan = builtInPlan('root-key-generation')

let place: ReturnType<typeof scratch>
let running: RunningSecretHost[]
const station = (start?: (host: TokenHost) => TokenHost, of = plan): Station =>
  beginStation({
    ...(start === undefined ? {} : { start }),
    directory: place.directory,
    plan: of,
    site: { media: { out: join(place.directory, 'bag'), blobs: join(place.directory, 'blobs') } },
    startSecretHost: started,
  })
const started = async (): Promise<RunningSecretHost> => {
  const host = await startSecretHost()
  running.push(host)
  return host
}

beforeEach(() => {
  place = scratch()
  running = []
  mkdirSync(join(place.directory, 'blobs'))
})
afterEach(async () => {
  for (const host of running) await host.close()
  place.remove()
})

const kill = (): void => {
  const pid = running.at(-1)?.pid
  if (pid !== undefined) process.kill(pid, 'SIGKILL')
}

/** Until the process is seen to be gone. */
async function gone(): Promise<void> {
  while (running.at(-1)?.alive() === true) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('BACKUP-VOID: a set whose secret is gone', () => {
  test.each([
    'backup.root-a/issue/ines',
    'backup.root-a/read-back/jonas',
    'backup.root-a/card-bag/kamila',
    'backup.root-a/prove',
    'backup.root-a/wrap',
    'backup.root-a/restore',
    'backup.root-a/copy/geneva',
    'backup.root-a/lock',
  ])('is void at %s, its cards are destroyed first, and a new one is made under another name', async (step) => {
    const day = station()
    await playTo(day, step)
    const before = setNumber(day)
    kill()
    await gone()
    expect(await attempt(day, step)).toBe('ceremony/scope-gone')
    expect(day.host.view().step?.id).toBe('backup.root-a/voided')
    expect(eventsOf(day).filter(({ type }) => type === 'voided')).toHaveLength(1)
    const [first, second] = [day.host.view(), await playTo(day, 'backup.root-a/voided-seen')]
    expect([first.step?.by, second.step?.by].map((by) => by?.flatMap(({ roles }) => roles))).toMatchObject([
      expect.arrayContaining(['internal witness']),
      expect.arrayContaining(['external witness']),
    ])
    expect(second.step?.review).toEqual(first.step?.review)
    expect(second.step?.review.length).toBeGreaterThan(1)
    await playTo(day, 'backup.root-a/end')
    expect(setNumber(day)).not.toBe(before)
    const keys = eventsOf(day).filter((event) => event.type === 'intent' && event.action === 'key/generate')
    expect(keys).toHaveLength(plan.keys.filter((key) => 'token' in key).length)
  })

  test('is void after a break, and the words of its cards are shown no more', async () => {
    const day = station()
    await playTo(day, 'backup.root-a/read-back/jonas')
    const head = day.files.recorder.state
    await moveOn(day, { call: 'ceremony.break', args: { by: 'amina', reason: 'lunch', custody: 'all on the table' } })
    expect(running.at(-1)?.alive()).toBe(false)
    const paper = day.files.recorder.state.paperHead ?? head.head
    expect(await refusalOf(day, 'ceremony.resume', { by: 'amina', head: paper })).toBe('done')
    expect(day.host.view().step?.id).toBe('backup.root-a/voided')
    expect((await day.call('share.card', { step: 'backup.root-a/read-back/jonas', by: 'jonas' })).ok).toBe(false)
  })

  test('is gone with its process when the ceremony is stopped, and when the window goes away', async () => {
    const day = station()
    await playTo(day, 'backup.root-a/read-back/jonas')
    const stop = { by: 'amina', reason: 'fire', disposition: 'resumable' } as const
    expect(await refusalOf(day, 'ceremony.stop', stop)).toBe('done')
    expect(running.map((host) => host.alive())).toEqual([false])
    place.remove()
    place = scratch()
    mkdirSync(join(place.directory, 'blobs'))
    const other = station()
    await playTo(other, 'backup.root-a/read-back/jonas')
    await other.host.leave()
    expect(running.map((host) => host.alive())).toEqual([false, false])
  })

  test('is void after a restart, and what was wrapped is forgotten', async () => {
    const first = station()
    await playTo(first, 'backup.root-a/copy/geneva')
    first.files.close()
    const day = reopenStation({
      directory: place.directory,
      table: first.table,
      startSecretHost: started,
    })
    expect(day.host.view().status).toBe('break')
    expect(
      await refusalOf(day, 'ceremony.resume', { by: 'amina', head: day.files.recorder.state.paperHead ?? '' }),
    ).toBe('done')
    expect(day.host.view().step?.id).toBe('backup.root-a/voided')
    // All that lies in the room is named, with the bag that it lies in.
    const [why, ...owed] = day.host.view().step?.review ?? []
    expect(why).toBe('Why: the process that held the secret is gone.')
    expect(owed).toEqual([
      'To be destroyed:',
      expect.stringMatching(/^ {2}Card of Ines Okafor, in bag \S+$/),
      expect.stringMatching(/^ {2}Card of Jonas Berg, in bag \S+$/),
      expect.stringMatching(/^ {2}Card of Kamila Nowak, in bag \S+$/),
      '  Copy for Vault in Geneva, not in a bag yet',
    ])
    expect(readdirSync(join(place.directory, 'blobs'))).toEqual([])
  })
})

describe('a module that does not do what it says', () => {
  const withHost = (change: (host: TokenHost) => Partial<TokenHost>): Station =>
    station(
      (host) => new Proxy(host, { get: (target, name) => Reflect.get(change(target), name) ?? bound(target, name) }),
    )

  test('BACKUP-WHOLE: a blob that does not open under its KEK is refused, and no copy of it is written', async () => {
    const day = withHost((host) => ({
      wrapKey: async (request) => {
        const made = await host.wrapKey(request)
        return { ...made, wrapped: made.wrapped.map((byte, at) => (at === 20 ? byte ^ 1 : byte)) }
      },
    }))
    expect(await attempt(day, 'backup.root-a/wrap')).toBe('backup/blob')
    expect(readdirSync(join(place.directory, 'blobs'))).toEqual([])
    expect(day.host.view().step?.id).toBe('backup.root-a/wrap')
  })

  test('BACKUP-WHOLE: a blob that has no key in it is refused, though every token of that maker makes the key of it', async () => {
    const day = station()
    for (const token of day.table.tokens.values()) token.abilities = { ...token.abilities, wrapsNames: true }
    expect(await attempt(day, 'backup.root-a/wrap')).toBe('backup/blob')
    expect(readdirSync(join(place.directory, 'blobs'))).toEqual([])
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
    expect(running.at(-1)?.alive()).toBe(true)
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
    directory: place.directory,
    plan: { ...plan, exceptions: [...plan.exceptions, ...exceptions] },
    mode: 'production',
    site: { media: { out: join(place.directory, 'bag'), blobs: join(place.directory, 'blobs') } },
    startSecretHost: started,
  })
}

test('BACKUP-MEDIUM: in production no copy is written onto the medium that holds the copy for another site', async () => {
  const day = productionStation()
  const medium = join(place.directory, 'blobs')
  await playTo(day, 'backup.root-a/copy/lyon')
  const [own = ''] = readdirSync(medium)
  expect(own).toMatch(/-geneva\.key-blob\.json$/)
  expect(await attempt(day, 'backup.root-a/copy/lyon')).toBe('ceremony/same-medium')
  expect(readdirSync(medium)).toEqual([own])
  expect(eventsOf(day).at(-1)).toMatchObject({ type: 'refused', code: 'ceremony/same-medium' })
  renameSync(medium, join(place.directory, 'geneva'))
  mkdirSync(medium) // the next medium
  expect(await attempt(day, 'backup.root-a/copy/lyon')).toBe('done')
  expect(readdirSync(medium)).toEqual([own.replace('geneva', 'lyon')])
})

test('a rehearsal writes all copies into one folder', async () => {
  const day = station()
  await playTo(day, 'backup.root-a/lock')
  const names = readdirSync(join(place.directory, 'blobs'))
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
  const day = station()
  const step = 'backup.root-a/copy/geneva'
  await playTo(day, step)
  const path = join(place.directory, 'blobs', `root-a-${String(setNumber(day))}-geneva.key-blob.json`)
  writeFileSync(path, 'another one')
  expect(await attempt(day, step)).toBe('ceremony/other-copy')
  expect(readFileSync(path, 'utf8')).toBe('another one')
  rmSync(path)
  expect(await attempt(day, step)).toBe('done')
})

test('a token that is pulled between wrap and blob loses nothing: the step is done again', async () => {
  const day = station()
  for (const [step, method] of [
    ['backup.root-a/wrap', 'wrapKey'],
    ['backup.root-a/restore', 'unwrapKey'],
  ] as const) {
    await playTo(day, step)
    day.table.cues = [{ method, at: 1, what: 'removed' }]
    expect(await attempt(day, step)).toBe('token/removed')
    expect(readdirSync(join(place.directory, 'blobs'))).toEqual([])
    for (const token of day.table.tokens.values()) token.present = true
    expect(await attempt(day, step)).toBe('done')
  }
  await playTo(day, 'backup.root-a/end')
  expect(eventsOf(day).some(({ type }) => type === 'voided')).toBe(false)
})

test('a printer that fails after the second card stops nothing: the third is copied from the screen', async () => {
  const day = station()
  let printed = 0
  const print: PrintCard = async () => {
    printed++
    if (printed > 2) throw new CeremonyError('printer/not-taken', { printer: 'vault', problem: 'it is out of paper' })
    return { job: `vault-${printed}` }
  }
  const { host } = day
  const calls = shareHandlers(() => ({ host }) as OpenCeremony, print) // no more of it is asked for
  for (const holder of ['ines', 'jonas', 'kamila']) {
    const asked = { step: `backup.root-a/read-back/${holder}`, by: holder }
    await playTo(day, asked.step)
    const printing = calls['share.print']({ ...asked, printer: 'vault' })
    if (holder === 'kamila') await expect(printing).rejects.toThrow('printer/not-taken')
    else expect((await printing).job).toMatch(/^vault-/)
    expect((await calls['share.card'](asked)).words).toHaveLength(33)
  }
  const asked = { step: 'backup.root-a/read-back/kamila', by: 'kamila' }
  await expect(calls['share.print']({ ...asked, printer: 'archive' })).rejects.toThrow('printer/not-taken')
  await playTo(day, 'backup.root-a/prove')
  expect(eventsOf(day).some(({ type }) => type === 'voided')).toBe(false)
  const facts = eventsOf(day).flatMap((event) => {
    const isCard = (event.type === 'outcome' || event.type === 'intent') && event.step.includes('/read-back/')
    return isCard ? [event.type === 'outcome' ? event.facts : event.detail] : []
  })
  const ines = { holder: 'ines', shown: 2, printed: 1, printFailed: 0, printers: ['vault'] }
  const kamila = { holder: 'kamila', shown: 2, printed: 2, printFailed: 2, printers: ['vault', 'archive'] }
  expect(facts).toMatchObject([ines, ines, { holder: 'jonas' }, { holder: 'jonas' }, kamila, kamila])
  const { bag } = await playTo(day, 'close')
  const { verified } = verifyBag(await readBag(bag ?? '', bagLimits), scripts)
  expect(verified.join('\n')).toContain('cards printed: 3 of 3 (BACKUP-PROVEN)')
})

test('BACKUP-VOID: a card that was printed and never read back is named where its set is void', async () => {
  const day = station()
  const { host } = day
  const calls = shareHandlers(
    () => ({ host }) as OpenCeremony,
    async () => ({ job: 'vault-1' }),
  ) // no more of it is asked for
  const asked = { step: 'backup.root-a/read-back/ines', by: 'ines' }
  await playTo(day, asked.step)
  await calls['share.print']({ ...asked, printer: 'vault' })
  kill()
  await gone()
  expect(await attempt(day, asked.step)).toBe('ceremony/scope-gone')
  const voidLine = eventsOf(day).find(({ type }) => type === 'voided')
  expect(voidLine).toMatchObject({ reason: expect.stringContaining('Ines Okafor 1 (vault)') })
  const { bag } = await playTo(day, 'close')
  const { verified } = verifyBag(await readBag(bag ?? '', bagLimits), scripts)
  expect(verified.join('\n')).toMatch(/cards printed: 0 of 3; of the set that entry \d+ voids: Ines Okafor \(BACKUP/)
})

test('BACKUP-VOID: a card that was printed and read back is known as printed, though its set is void', async () => {
  const day = station()
  const { host } = day
  const calls = shareHandlers(
    () => ({ host }) as OpenCeremony,
    async () => ({ job: 'vault-1' }),
  ) // no more of it is asked for
  const asked = { step: 'backup.root-a/read-back/ines', by: 'ines' }
  await playTo(day, asked.step)
  await calls['share.print']({ ...asked, printer: 'vault' })
  await playTo(day, 'backup.root-a/read-back/jonas')
  kill()
  await gone()
  expect(await attempt(day, 'backup.root-a/read-back/jonas')).toBe('ceremony/scope-gone')
  expect(day.files.recorder.state.voids).toMatchObject([{ set: 'root-a', printed: ['ines'] }])
})

test('BACKUP-VOID: whatever a page says that its printers are called, the void of the set is recorded', async () => {
  const day = station()
  const { host } = day
  const calls = shareHandlers(
    () => ({ host }) as OpenCeremony,
    async (_, printer) => {
      throw new CeremonyError('printer/unknown', { printer, known: 'vault' })
    },
  ) // no more of it is asked for
  await playTo(day, 'backup.root-a/read-back/ines')
  for (const holder of ['ines', 'jonas']) {
    const asked = { step: `backup.root-a/read-back/${holder}`, by: holder }
    await playTo(day, asked.step)
    for (const printer of ['v'.repeat(128), 'va\u202eult', 'va\nult', 'vault\ud800'])
      await expect(calls['share.print']({ ...asked, printer })).rejects.toThrow('ceremony/not-now')
    for (let at = 10; at < 30; at++)
      await expect(calls['share.print']({ ...asked, printer: `${at}${'\u{1d54f}'.repeat(62)}` })).rejects.toThrow(
        'printer/unknown',
      )
    if (holder === 'ines') continue
    kill()
    await gone()
    expect(await attempt(day, asked.step)).toBe('ceremony/scope-gone')
  }
  const voidLine = eventsOf(day).find(({ type }) => type === 'voided')
  expect(voidLine).toMatchObject({ reason: expect.stringMatching(/Ines Okafor 20 \(10.+ and more$/u) })
})

test('no card goes to a printer where the plan has its cards copied by hand', async () => {
  if (plan.backup.mode !== 'split') throw new Error('a plan without cards')
  const day = station(undefined, { ...plan, backup: { ...plan.backup, cards: 'by-hand' } })
  const { host } = day
  let printed = 0
  const print: PrintCard = async () => ({ job: `vault-${++printed}` })
  const calls = shareHandlers(() => ({ host }) as OpenCeremony, print) // no more of it is asked for
  const asked = { step: 'backup.root-a/read-back/ines', by: 'ines' }
  await playTo(day, asked.step)
  await expect(calls['share.print']({ ...asked, printer: 'vault' })).rejects.toThrow('ceremony/not-now')
  expect(printed).toBe(0)
})

describe('a card', () => {
  test('is shown to its holder alone, and only while it is read back', async () => {
    const day = station()
    const step = 'backup.root-a/read-back/ines'
    await playTo(day, 'backup.root-a/issue/ines')
    expect(codeOf(await day.call('share.card', { step, by: 'ines' }))).toBe('ceremony/not-now')
    await playTo(day, step)
    expect(codeOf(await day.call('share.card', { step, by: 'jonas' }))).toBe('ceremony/not-you')
    expect(codeOf(await day.call('share.card', { step, by: 'ines' }))).toBe('done')
  })

  test('has no code on it unless the plan asks for one', async () => {
    const day = station()
    const step = 'backup.root-a/read-back/ines'
    await playTo(day, step)
    expect(plan.backup).toMatchObject({ qr: false })
    expect(await day.call('share.card', { step, by: 'ines' })).toMatchObject({ ok: true, value: { qr: null } })
  })

  test('that was read back is shown to nobody any more, and that is no defect of the station', async () => {
    const day = station()
    const step = 'backup.root-a/read-back/ines'
    const view = await prepareStep(day, step)
    expect(view.step?.share).toMatchObject({ read: true })
    expect(codeOf(await day.call('share.card', { step, by: 'ines' }))).toBe('ceremony/not-now')
  })

  test('that was not read back stops the day there', async () => {
    const day = station()
    await playTo(day, 'backup.root-a/read-back/ines')
    const asked = { step: 'backup.root-a/read-back/ines', by: 'ines' }
    expect(await refusalOf(day, 'ceremony.perform', asked)).toBe('ceremony/secret-missing')
    const wrong = await day.call('share.read', { ...asked, words: new TextEncoder().encode('abandon '.repeat(33)) })
    expect(wrong.ok && wrong.value.fault?.fault).toBe('other-set')
    expect(await refusalOf(day, 'ceremony.perform', asked)).toBe('ceremony/secret-missing')
  })

  test('is not taken as a PIN is', async () => {
    const day = station()
    await playTo(day, 'backup.root-a/read-back/ines')
    const args = { step: 'backup.root-a/read-back/ines', slot: 'share', by: 'ines', value: new Uint8Array([65]) }
    expect(await refusalOf(day, 'ceremony.secret', args)).toBe('ceremony/not-now')
  })
})

test('a whole day with three backups: each record in the bag, blobs beside it, no word, share or KEK in any file, and no blob in anything public', async () => {
  const day = station(undefined, threeBackups)
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
  expect(running.every((host) => !host.alive())).toBe(true)
  const bag = await readBag(join(place.directory, 'bag'), bagLimits)
  const report = verifyBag(bag, scripts)
  expect(report.verified.filter((line) => line.includes('BACKUP-PROVEN'))).toHaveLength(3)
  const blobs = readdirSync(join(place.directory, 'blobs'))
  expect(blobs).toHaveLength(
    threeBackups.backup.mode === 'split'
      ? threeBackups.backup.sets.reduce((sum, set) => sum + (set.mode === 'vendor' ? 0 : set.copies.length), 0)
      : 0,
  )
  for (const name of blobs) {
    const bytes = readFileSync(join(place.directory, 'blobs', name))
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
    expect(search(filesUnder(place.directory), [wantedBytes(`KEK of ${key}`, kek), ...made]).found).toEqual([])
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
  for (const each of words) expect(tracesIn(place.directory, [each, each.split(' ').slice(0, 4).join(' ')])).toEqual([])
  expect([...bag.files.values()].some((bytes) => Buffer.from(bytes).includes('anchorite/key-blob/v1'))).toBe(false)
  expect(existsSync(join(place.directory, 'bag', 'data', 'backup'))).toBe(true)
})

function setNumber(day: Station): unknown {
  const begun = eventsOf(day).findLast((event) => event.type === 'outcome' && 'secretCommitment' in event.facts)
  return begun?.type === 'outcome' ? begun.facts.set : undefined
}

function bound(target: TokenHost, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name)
  return typeof value === 'function' ? value.bind(target) : value
}

const codeOf = (reply: { ok: boolean; error?: { code: string } }): string => reply.error?.code ?? 'done'

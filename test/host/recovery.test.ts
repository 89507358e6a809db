import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseBlob, unwrapKwp } from '../../core/backup/blob.ts'
import { readCard } from '../../core/backup/read-card.ts'
import {
  type BackupRecord,
  encodeRecord,
  fingerprintOf,
  parseRecord,
  recordedShares,
} from '../../core/backup/record.ts'
import { type RunningSecretHost, startSecretHost } from '../../core/backup/secret-client.node.ts'
import { type Share, secretCommitment } from '../../core/backup/share.ts'
import { combineShares } from '../../core/backup/split.ts'
import { type Plan, parsePlan } from '../../core/formats/plan.ts'
import { bagLimits, readBag } from '../../core/media/bag.node.ts'
import type { TokenHost } from '../../core/token/port.ts'
import { verifyBag } from '../../core/verify/bag.ts'
import { rehearsalPlayer } from '../../electron/cli/rehearsal-player.ts'
import { rehearsalBackup, rehearsalCards } from '../../electron/host/open-ceremony.ts'
import { scriptRoles, scripts } from '../../electron/host/scripts.ts'
import {
  attempt,
  beginStation,
  eventsOf,
  moveOn,
  playTo,
  refusalOf,
  type Station,
  scratch,
  secrets,
} from './station.ts'

const example = (script: string): string =>
  readFileSync(new URL(`../../ceremonies/examples/${script}.plan.yaml`, import.meta.url), 'utf8')
const planOf = (script: string, change: (text: string) => string = (text) => text): Plan =>
  parsePlan(Buffer.from(change(example(script))), script, scriptRoles)
const atLevel =
  (level: 'card' | 'quorum') =>
  (text: string): string =>
    text
      .replace('level: full', `level: ${level}`)
      .replace('      into: drill\n      label: root-a\n', '')
      .replace(/ {2}- \{\n {6}id: drill,[^}]*\}\n/, '')
      .replace('Two tokens', 'One token')

let place: ReturnType<typeof scratch>
let running: RunningSecretHost[]
beforeEach(() => {
  place = scratch()
  running = []
  mkdirSync(join(place.directory, 'in'))
  for (const name of readdirSync(rehearsalBackup))
    copyFileSync(join(rehearsalBackup, name), join(place.directory, 'in', name))
})
afterEach(async () => {
  for (const host of running) await host.close()
  place.remove()
})

function station(plan: Plan, start?: (host: TokenHost) => TokenHost): Station {
  const cards = rehearsalCards(planOf('restore'))
  const begun = beginStation({
    directory: place.directory,
    plan,
    site: { media: { out: join(place.directory, 'bag'), in: join(place.directory, 'in') } },
    ...(start === undefined ? {} : { start }),
    startSecretHost: async () => {
      const host = await startSecretHost()
      running.push(host)
      return host
    },
  })
  const player = rehearsalPlayer(plan, { ...secrets, card: (person) => cards[person] })
  return { ...begun, player }
}

const blobFile = (): string =>
  join(
    place.directory,
    'in',
    readdirSync(join(place.directory, 'in')).find((name) => name.endsWith('.key-blob.json')) ?? '',
  )

describe('a restore', () => {
  test('DRILL-PRODUCTION: never puts a key of production into a token that keeps keys in files, whatever the plan says', async () => {
    const production = Buffer.from(encodeRecord(await madeInProduction()))
      .toString()
      .trim()
    const excuse = (text: string): string =>
      text
        .replace(/^ {8}\{"blob".*$/m, `        ${production}`)
        .replace(
          'exceptions: []',
          'exceptions:\n  - { rule: TOKEN-SOFTWARE, subject: root-a2, reason: We know., approvedBy: Sofia Lang }',
        )
    const software = (host: TokenHost): TokenHost => ({
      ...host,
      list: async () => (await host.list()).map((info) => ({ ...info, manufacturer: 'SoftHSM project' })),
    })
    const day = station(planOf('restore', excuse), software)
    expect(await attempt(day, 'recovery.root-a/restore')).toBe('ceremony/production-key')
    expect(day.table.calls.some(({ method }) => method === 'unwrapKey')).toBe(false)
  })

  test('DRILL-PRODUCTION: a record of production that was altered to say rehearsal does not fit its cards', async () => {
    const record = { ...(await madeInProduction()), made: 'rehearsal' } as const
    const altered = (text: string): string =>
      text.replace(/^ {8}\{"blob".*$/m, `        ${Buffer.from(encodeRecord(record)).toString().trim()}`)
    expect(await attempt(station(planOf('restore', altered)), 'recovery.root-a/combine')).toBe('backup/secret-differs')
  })

  test('takes no blob but the one that the record names', async () => {
    const day = station(planOf('restore'))
    await playTo(day, 'recovery.root-a/restore')
    const whole = readFileSync(blobFile())
    writeFileSync(blobFile(), Buffer.from(whole.toString().replace(/"wrapped":"./, '"wrapped":"A')))
    expect(await attempt(day, 'recovery.root-a/restore')).toBe('ceremony/no-blob')
    writeFileSync(blobFile(), whole)
    expect(await attempt(day, 'recovery.root-a/restore')).toBe('done')
  })

  test('finds the blob among whatever else lies on the medium, and says little of what it finds instead', async () => {
    const day = station(planOf('restore'))
    await playTo(day, 'recovery.root-a/restore')
    const at = join(place.directory, 'in')
    const whole = readFileSync(blobFile())
    const name = basename(blobFile())
    mkdirSync(join(at, '0-directory.key-blob.json'))
    symlinkSync('/dev/zero', join(at, '0-link.key-blob.json'))
    writeFileSync(join(at, '0-large.key-blob.json'), Buffer.alloc(1_000_000))
    for (let file = 0; file < 1200; file++)
      writeFileSync(join(at, `${String(file).padEnd(230, '\u202e').slice(0, 70)}.key-blob.json`), 'x')
    rmSync(join(at, name))
    expect(await attempt(day, 'recovery.root-a/restore')).toBe('ceremony/no-blob')
    const refused = eventsOf(day).at(-1)
    expect(JSON.stringify(refused).length).toBeLessThan(4000)
    expect(JSON.stringify(refused)).not.toContain('\u202e')
    writeFileSync(join(at, name), whole)
    expect(await attempt(day, 'recovery.root-a/restore')).toBe('done')
  })

  test('a card that was read well cannot be passed over as absent: the record would say less than the secret host has', async () => {
    const day = station(planOf('restore'))
    const step = 'recovery.root-a/read/ines'
    await playTo(day, step)
    const words = Buffer.from(rehearsalCards(day.plan).ines ?? '')
    const typed = await day.call('share.read', { step, by: 'ines', words })
    expect(typed.ok && typed.value.fault).toBe(null)
    await moveOn(day, { call: 'ceremony.deviation', args: { by: 'emi', text: 'absent' } })
    const args = { step, by: 'emi', fits: false, values: {} }
    expect(await refusalOf(day, 'ceremony.answer', args)).toBe('ceremony/not-now')
    expect(await attempt(day, step)).toBe('done')
  })

  test('takes a card from its holder alone: a witness answers for who is absent, and types nothing', async () => {
    const day = station(planOf('restore'))
    const step = 'recovery.root-a/read/ines'
    await playTo(day, step)
    const words = Buffer.from(rehearsalCards(day.plan).ines ?? '')
    const typed = await day.call('share.read', { step, by: 'emi', words })
    expect(!typed.ok && typed.error.code).toBe('ceremony/not-you')
    expect(day.host.view().step?.share?.read).toBe(false)
  })

  test('lets a card that has a code be read by it: the record does not say which cards have one', async () => {
    const day = station(planOf('restore'))
    const view = await playTo(day, 'recovery.root-a/read/ines')
    expect(view.step?.share).toMatchObject({ mayShow: false, qr: true })
  })

  test('reads a card against the record, shows none, and stops where too few were read', async () => {
    const day = station(planOf('restore'))
    const step = 'recovery.root-a/read/ines'
    await playTo(day, step)
    const shown = await day.call('share.card', { step, by: 'ines' })
    expect(!shown.ok && shown.error.code).toBe('ceremony/not-now')
    const other = await day.call('share.read', {
      step,
      by: 'ines',
      words: Buffer.from(rehearsalCards(day.plan).jonas ?? ''),
    })
    expect(other.ok && other.value.fault?.fault).toBe('other-number')
    for (const holder of ['ines', 'jonas']) {
      await playTo(day, `recovery.root-a/read/${holder}`)
      await moveOn(day, { call: 'ceremony.deviation', args: { by: holder, text: 'absent' } })
      const args = { step: `recovery.root-a/read/${holder}`, by: holder, fits: false, values: {} }
      await moveOn(day, { call: 'ceremony.answer', args })
    }
    expect(await attempt(day, 'recovery.root-a/combine')).toBe('backup/too-few')
  })

  test('begins to read anew where the process that held the cards died, and loses nothing', async () => {
    const day = station(planOf('restore'))
    await playTo(day, 'recovery.root-a/combine')
    const pid = running.at(-1)?.pid ?? 0
    process.kill(pid, 'SIGKILL')
    while (running.at(-1)?.alive() === true) await new Promise((resolve) => setTimeout(resolve, 5))
    const refused = await day.call('ceremony.perform', { step: 'recovery.root-a/combine', by: 'amina' })
    if (refused.ok) throw new Error('it was put together by nobody')
    expect(refused.error.code).toBe('ceremony/scope-gone')
    // Whoever reads this aloud at night must not burn a good card.
    expect(refused.error.words.next).toContain('KEEP every card')
    expect(Object.values(refused.error.words).join(' ')).not.toMatch(/void|Destroy its/)
    expect(day.host.view().step?.id).toBe('recovery.root-a/voided')
    expect(await attempt(day, 'recovery.root-a/restore')).toBe('done')
  })

  test('ends with the key on its new token, not extractable, and no process that holds a secret', async () => {
    const day = station(planOf('restore'))
    await playTo(day, 'recovery.root-a/sign')
    expect(running.every((host) => !host.alive())).toBe(true)
    const restored = eventsOf(day).find((event) => event.type === 'outcome' && event.step === 'recovery.root-a/restore')
    expect(restored?.type === 'outcome' && restored.facts).toMatchObject({
      token: 'root-a2',
      attributes: { extractable: false, sensitive: true },
    })
    await playTo(day, 'close')
    expect(verifyBag(await readBag(join(place.directory, 'bag'), bagLimits), scripts).verified.join('\n')).toContain(
      'restored on root-a2',
    )
  })
})

describe('a drill', () => {
  test.each(['card', 'quorum'] as const)('to level %s unwraps nothing, and its certificate says so', async (level) => {
    const day = station(planOf('recovery-drill', atLevel(level)))
    await playTo(day, 'close')
    const bag = await readBag(join(place.directory, 'bag'), bagLimits)
    const certificate = JSON.parse(Buffer.from(bag.files.get('data/drill-certificate.json') ?? []).toString())
    expect(certificate).toMatchObject({
      level,
      passed: true,
      sets: [{ signed: null, quorum: level === 'card' ? null : true }],
    })
    expect(day.table.calls.some(({ method }) => ['unwrapKey', 'importKey'].includes(method))).toBe(false)
  })

  test('does not go on where the module still shows something of the restored key', async () => {
    const day = station(planOf('recovery-drill'), (host) => {
      const left = async () => ({ destroyed: 1, left: 1 })
      return new Proxy(host, {
        get: (target, name) => {
          const value: unknown = name === 'destroyKey' ? left : Reflect.get(target, name)
          return typeof value === 'function' ? value.bind(target) : value
        },
      })
    })
    expect(await attempt(day, 'recovery.root-a/destroy')).toBe('ceremony/copy-left')
    expect(day.host.view().step?.id).toBe('recovery.root-a/destroy')
  })

  test('DRILL-CERTIFIED: to level full counts the dead card, destroys what it restored, and its certificate cannot be another', async () => {
    const day = station(planOf('recovery-drill'))
    await playTo(day, 'close')
    const bag = await readBag(join(place.directory, 'bag'), bagLimits)
    const path = 'data/drill-certificate.json'
    const text = Buffer.from(bag.files.get(path) ?? []).toString()
    expect(JSON.parse(text)).toMatchObject({
      passed: true,
      sets: [
        {
          surprise: 'dead-card',
          signed: { destroyed: true },
          cards: [{ good: true }, { good: false }, { good: true }],
        },
      ],
    })
    const files = new Map(bag.files).set(path, Buffer.from(text.replace('"good":false', '"good":true')))
    expect(() => verifyBag({ ...bag, files }, scripts)).toThrow(/certificate|verify/)
    expect(verifyBag(bag, scripts).verified.join('\n')).toContain('2 of 3 cards good, passed')
  })
})

/** The throw-away backup of the examples, as if production had made it. */
async function madeInProduction(): Promise<BackupRecord> {
  const record = parseRecord(readFileSync(join(rehearsalBackup, 'root-a.record.json')), 'record')
  const shares = sharesOf(record)
  const [first] = shares
  if (first === undefined) throw new Error('a set without cards')
  const made = { ...record, made: 'production' } as const
  return { ...made, secretCommitment: secretCommitment(first, made, await combineShares(shares.slice(1), record)) }
}

const sharesOf = (record: BackupRecord): readonly Share[] =>
  Object.values(rehearsalCards(planOf('restore'))).map((words) => {
    const read = readCard(words.split(' '), { shares: recordedShares(record), read: new Set() })
    if (!('share' in read)) throw new Error(read.fault)
    return read.share
  })

test('the throw-away backup of the examples is one: its cards open its blob, and the key in it is that of its record', async () => {
  const record = parseRecord(readFileSync(join(rehearsalBackup, 'root-a.record.json')), 'record')
  expect(record.made).toBe('rehearsal')
  const kek = await combineShares(sharesOf(record).slice(1), record)
  const blob = parseBlob(readFileSync(blobFile()), 'blob')
  expect(unwrapKwp(kek, blob.wrapped)?.length).toBeGreaterThan(100)
  expect(fingerprintOf(record)).toMatch(/^[0-9a-f]{64}$/)
})

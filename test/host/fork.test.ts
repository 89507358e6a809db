// ROOT-FORK: a key that signed a version never signs another one of that number, unless a deviation is recorded for it.

import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { next } from '../../core/ceremony/next.ts'
import { factsOf } from '../../core/ceremony/state.ts'
import { encodeRegister, encodeTokenEntry, type RegisterEntry } from '../../core/checks/register.ts'
import { Register, registerNames } from '../../electron/host/register.node.ts'
import {
  ask,
  attempt,
  beginStation,
  bytesOf,
  dayOfCeremony,
  eventsOf,
  playTo,
  prepareStep,
  type Station,
  scratch,
  secrets,
} from './station.ts'

const step = 'root/sign/acme.update.root-a'
let place: ReturnType<typeof scratch>
let station: Station

beforeEach(async () => {
  place = scratch()
  station = beginStation({ directory: place.directory })
  await playTo(station, step)
})
afterEach(async () => {
  await station.host.leave()
  place.remove()
})

const spkiSha256 = (): string =>
  String(factsOf(station.files.recorder.state, 'key/generate', { key: 'root-a' })?.spkiSha256)
const reviewed = (): string => String(factsOf(station.files.recorder.state, 'root/draft', {})?.payloadSha256)

const entry = (change: Partial<RegisterEntry> = {}): RegisterEntry => ({
  keySpkiSha256: spkiSha256(),
  repository: 'acme/update',
  role: 'root',
  version: 1,
  payloadSha256: 'ee'.repeat(32),
  time: '2026-11-23T09:00:00Z',
  ceremony: 'one-before',
  ...change,
})

/** What real ceremonies signed; this one is a rehearsal. */
const onStation = (...entries: readonly RegisterEntry[]): void =>
  writeFileSync(join(place.directory, 'station', registerNames.production), encodeRegister(entries))

const inRehearsal = (...entries: readonly RegisterEntry[]): void =>
  writeFileSync(join(place.directory, 'station', registerNames.rehearsal), encodeRegister(entries))

/** The label under which the token keeps its copy. */
const label = (): string =>
  `anchorite-${createHash('sha256').update(`acme/update\0${spkiSha256()}`).digest('hex').slice(0, 16)}`

const onToken = (one: RegisterEntry): void => {
  station.table.tokens.get('root-a')?.data.set(label(), encodeTokenEntry(one))
}

const codeOf = (person: string): Uint8Array => bytesOf(secrets.code(person))
/** Who signs with root-a. */
const holder = (): string => station.host.view().step?.by[0]?.id ?? ''

const sign = (id = step): Promise<string> => attempt(station, id)
const logins = (): number => station.table.calls.filter(({ method }) => method === 'login').length

test.each<readonly [name: string, lay: () => void]>([
  ['the register of the station', () => onStation(entry())],
  ['the register of rehearsals', () => inRehearsal(entry())],
  ['the data object on the token', () => onToken(entry())],
  ['the register of the station, with a later version', () => onStation(entry({ version: 7 }))],
])(
  'ROOT-FORK: refused before any PIN for what stands in %s; with the private code of somebody else and a reason it is signed, and the intent says why',
  async (_name, lay) => {
    lay()
    const before = logins()
    expect(await sign()).toBe('ceremony/fork')
    expect(logins()).toBe(before)
    expect(eventsOf(station).at(-1)).toMatchObject({ type: 'refused', code: 'ceremony/fork' })
    const text = 'ROOT-FORK: the earlier file was burnt in the room.'
    for (const excuse of [
      { by: 'farid', text },
      { by: holder(), text, code: codeOf(holder()) },
      { by: 'farid', text: 'It was burnt.', code: codeOf('farid') },
    ]) {
      await ask(station, 'ceremony.deviation', excuse)
      expect(await sign(), `${excuse.by}: ${excuse.text}`).toBe('ceremony/fork')
    }
    await ask(station, 'ceremony.deviation', { by: 'farid', text, code: codeOf('farid') })
    expect(await sign()).toBe('done')
    const intent = eventsOf(station).findLast((event) => event.type === 'intent')
    expect(intent?.type === 'intent' && intent.detail.fork).toContain('ee'.repeat(32))
  },
)

test('ROOT-FORK: a record in which a key signs a fork that nobody excused with a code is no record', async () => {
  await prepareStep(station, step)
  const intent = (fork: string | null) => () =>
    next(station.files.recorder.state, {
      event: { type: 'intent', step, by: holder(), action: 'root/sign', detail: { fork } },
      seq: station.files.recorder.state.length,
      time: dayOfCeremony,
      digest: 'ab'.repeat(32),
    })
  expect(intent(null)).not.toThrow()
  expect(intent('two histories')).toThrow(/ROOT-FORK/)
  const text = 'ROOT-FORK: burnt.'
  await ask(station, 'ceremony.deviation', { by: 'farid', text })
  expect(intent('two histories')).toThrow(/ROOT-FORK/)
  await ask(station, 'ceremony.deviation', { by: 'farid', text, code: codeOf('farid') })
  expect(intent('two histories')).not.toThrow()
})

test('ROOT-FORK: a deviation about something else does not allow it', async () => {
  onStation(entry())
  await ask(station, 'ceremony.deviation', { by: 'farid', text: 'A cup fell over.', code: codeOf('farid') })
  expect(await sign()).toBe('ceremony/fork')
})

test('ROOT-FORK: a deviation of an earlier step does not allow it', async () => {
  onStation(
    entry({
      keySpkiSha256: String(factsOf(station.files.recorder.state, 'key/generate', { key: 'root-b' })?.spkiSha256),
    }),
  )
  await ask(station, 'ceremony.deviation', {
    by: 'farid',
    text: 'ROOT-FORK: of all that comes.',
    code: codeOf('farid'),
  })
  expect(await sign()).toBe('done')
  expect(await sign('root/sign/acme.update.root-b')).toBe('ceremony/fork')
})

test('ROOT-FORK: the same bytes again, an earlier version, another repository or another key are no fork', async () => {
  onStation(
    entry({ payloadSha256: reviewed() }),
    entry({ version: 1, repository: 'acme/other' }),
    entry({ keySpkiSha256: 'dd'.repeat(32) }),
  )
  onToken(entry({ payloadSha256: reviewed() }))
  expect(await sign()).toBe('done')
})

test('ROOT-FORK: a copy on the token that cannot be read is refused, before any PIN', async () => {
  station.table.tokens.get('root-a')?.data.set(label(), Buffer.from('{"not":"ours"}'))
  const before = logins()
  expect(await sign()).toBe('register/line')
  expect(logins()).toBe(before)
})

test('ROOT-FORK: what another station entered after the look and before the signature is refused, and nothing is signed', async () => {
  const signed = (): number => station.table.calls.filter(({ method }) => method === 'sign').length
  const before = signed()
  station.table.afterCall = ({ method }) => {
    if (method === 'login') onStation(entry())
  }
  expect(await sign()).toBe('ceremony/fork')
  expect(eventsOf(station).at(-1)).toMatchObject({ type: 'failed', code: 'ceremony/fork' })
  expect(signed()).toBe(before)
  expect(station.files.register.entries()).toEqual([])
})

test('ROOT-FORK: what a rehearsal signed is known to production, and the other way round', async () => {
  onStation(entry())
  inRehearsal(entry({ version: 2 }))
  for (const mode of ['production', 'rehearsal'] as const) {
    const register = new Register(join(place.directory, 'station'), mode)
    expect(register.known()).toEqual([entry(), entry({ version: 2 })])
    expect(register.entries()).toEqual([entry(mode === 'production' ? {} : { version: 2 })])
  }
})

test('ROOT-FORK: what was signed stands in the register and on the token, each entered before the signature', async () => {
  let registered = 0
  station.table.afterCall = ({ method }) => {
    if (method === 'writeData') registered = station.files.register.entries().length
  }
  expect(await sign()).toBe('done')
  expect(registered).toBe(1)
  expect(station.files.register.entries()).toMatchObject([
    { keySpkiSha256: spkiSha256(), payloadSha256: reviewed(), version: 1 },
  ])
  expect(station.table.tokens.get('root-a')?.data.get(label())).toBeDefined()
})

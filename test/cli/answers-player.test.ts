// Prepared answers: silent where the file is silent, never a loop, and secrets only from the descriptor.

import { openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Answer, parseAnswers } from '../../core/formats/answers.ts'
import { parsePlan } from '../../core/formats/plan.ts'
import { answersPlayer } from '../../electron/cli/answers-player.ts'
import { play, Refused } from '../../electron/cli/play.ts'
import { rehearsalPlayer } from '../../electron/cli/rehearsal-player.ts'
import { PreparedSecrets } from '../../electron/cli/secrets-fd.ts'
import { scriptRoles } from '../../electron/host/scripts.ts'
import {
  beginStation,
  bytesOf,
  codeOf,
  eventsOf,
  factorySoPin,
  pinOf,
  playTo,
  type Station,
  scratch,
  secrets,
} from '../host/station.ts'

let place: ReturnType<typeof scratch>
let station: Station

beforeEach(() => {
  place = scratch()
  station = beginStation({ directory: place.directory })
})
afterEach(async () => {
  await station.host.leave()
  place.remove()
})

const read = (text: string | Uint8Array): PreparedSecrets => {
  const path = join(place.directory, 'secrets')
  writeFileSync(path, text)
  return PreparedSecrets.read(String(openSync(path, 'r')))
}

const everySecret = (): string =>
  [
    ...station.plan.people.map(({ id }) => `code/${id}=${secrets.code(id)}`),
    ...station.plan.tokens.map(({ id }) => `user-pin/${id}=${pinOf(id)}`),
    ...station.plan.tokens.map(({ id }) => `so-pin/${id}=${secrets.pin(id, 'soPin')}`),
    ...station.plan.tokens.map(({ id }) => `factory-so-pin/${id}=${factorySoPin}`),
  ].join('\n')

const usual = (): readonly Answer[] => [
  { step: '*', answer: 'yes' },
  { step: 'open/roll-call/*', values: { initials: 'XY' } },
  { step: 'open/approve', values: { option: 'go' } },
  ...station.plan.tokens.map(({ id, bag = '' }) => ({ step: `retrieve/bag/${id}`, values: { bag } })),
]

/** Who is named as holding cards, where that is why it stopped. */
let holders = ''

/** What stops the run: the code, and where. */
async function stopOf(answers: readonly Answer[], prepared = everySecret()): Promise<readonly [string, string]> {
  const file = parseAnswers(bytesOf(JSON.stringify({ format: 'anchorite/answers/v1', answers })), 'answers')
  const player = answersPlayer({ answers: file, secrets: read(prepared), head: undefined })
  try {
    await play(station.call, player, () => undefined)
    return ['done', '']
  } catch (error) {
    if (error instanceof Refused) return [error.refusal.code, error.step]
    const { code, detail } = error as { code: string; detail: { step: string; holders?: string } } // what the player throws
    holders = detail.holders ?? ''
    return [code, detail.step]
  }
}

describe('the run stops, and the ceremony stands where it is,', () => {
  test.each<
    readonly [name: string, answers: (usual: readonly Answer[]) => readonly Answer[], stop: readonly [string, string]]
  >([
    ['at a step for which there is no line', () => [{ step: 'open/*' }], ['ceremony/unanswered', 'retrieve/recording']],
    [
      'at a "no" without a note',
      (all) => [...all, { step: 'retrieve/recording', answer: 'no' }],
      ['ceremony/needs-deviation', 'retrieve/recording'],
    ],
    [
      'at a "no" with a note where no deviation helps, and not in a loop',
      (all) => [...all, { step: 'retrieve/sweep', answer: 'no', note: 'A watch.' }],
      ['ceremony/must-fit', 'retrieve/sweep'],
    ],
    [
      'at an answer that leads back, and not in a loop',
      (all) => [
        ...all.filter(({ step }) => step !== 'open/approve'),
        { step: 'open/approve', values: { option: 'no' } },
      ],
      ['ceremony/unanswered', 'open/clock'],
    ],
    [
      'at an act that the file says not to do',
      (all) => [...all, { step: 'open/readiness', answer: 'no' }],
      ['ceremony/unanswered', 'open/readiness'],
    ],
    [
      'at a person who may not',
      (all) => [...all, { step: 'open/safety', by: 'hugo' }],
      ['ceremony/not-you', 'open/safety'],
    ],
    [
      'at a number that differs from the plan',
      (all) => [
        ...all.filter(({ step }) => step !== 'retrieve/bag/root-b'),
        { step: 'retrieve/bag/root-b', values: { bag: 'X1' } },
      ],
      ['ceremony/needs-deviation', 'retrieve/bag/root-b'],
    ],
  ])('%s', async (_name, answers, stop) => {
    expect(await stopOf(answers(usual()))).toEqual(stop)
    expect(eventsOf(station).length).toBeLessThan(60)
    expect(station.host.view().status).toBe('running')
  })

  test('at a secret that the descriptor does not have; its name is said', async () => {
    const without = everySecret().replace(/^user-pin\/root-b=.*$/m, '')
    expect(await stopOf(usual(), without)).toEqual(['ceremony/unanswered', 'tokens/initialise/root-b'])
  })
})

describe('a plan with cards', () => {
  const begin = async (file: string, media: Readonly<Record<string, string>> = {}): Promise<void> => {
    await station.host.leave()
    place.remove()
    place = scratch()
    const path = new URL(`../../ceremonies/examples/${file}.plan.yaml`, import.meta.url)
    const plan = parsePlan(readFileSync(path), file, scriptRoles)
    station = beginStation({
      directory: place.directory,
      plan,
      site: { media: { out: join(place.directory, 'bag'), ...media } },
    })
  }
  const all = (): readonly Answer[] => [
    ...usual(),
    { step: 'backup.*', answer: 'yes' },
    { step: 'recovery.*', values: { bag: 'N-1', option: 'dead-card' } },
  ]

  test.each([
    ['three-backups', 'backup.root-a/begin'],
    ['recovery-drill', 'recovery.root-a/begin'],
    ['restore', 'recovery.root-a/begin'],
  ])('is run up to its cards and no further, before any secret is made: %s', async (file, step) => {
    await begin(file, file === 'three-backups' ? { blobs: join(place.directory, 'blobs') } : {})
    expect(await stopOf(all())).toEqual(['ceremony/card-holders', step])
    expect(holders).toContain('Ines Okafor, Jonas Berg, ')
    expect(eventsOf(station).some((event) => event.type === 'intent' && event.step === step)).toBe(false)
    expect(station.host.view().status).toBe('running')
  })

  test('a card itself is asked of nobody, though a line for its step is there', async () => {
    await begin('restore')
    await playTo(station, 'recovery.root-a/read/ines')
    expect(await stopOf([{ step: '*' }])).toEqual(['ceremony/card-holders', 'recovery.root-a/read/ines'])
  })

  test('a rehearsal played by the program says that it has no card of a backup that is not its own', async () => {
    await begin('restore')
    await playTo(station, 'recovery.root-a/read/ines')
    const empty = rehearsalPlayer(station.plan, secrets) // nobody has brought a card
    await expect(play(station.call, empty, () => undefined)).rejects.toMatchObject({
      code: 'ceremony/no-card',
      detail: { holder: 'Ines Okafor' },
    })
  })
})

test('a "no" with a note is a deviation where the script lets it, and the run goes on', async () => {
  const answers = [
    ...usual(),
    { step: 'retrieve/recording', answer: 'no' as const, note: 'One camera of three fails.' },
  ]
  const [code, step] = await stopOf(answers, '')
  expect([code, step]).toEqual(['ceremony/unanswered', 'open/roll-call/amina'])
  expect(station.host.view().deviations).toEqual(['Hugo Weiss, at Recording: One camera of three fails.'])
})

describe('the secrets descriptor', () => {
  test.each<readonly [name: string, text: string | Uint8Array]>([
    ['a name that nobody knows', 'password/root-a=12345678'],
    ['a line without a name', '12345678'],
    ['a name of the wrong form', 'user-pin/Root A=12345678'],
    ['a name twice', 'user-pin/root-a=12345678\nuser-pin/root-a=12345679'],
    ['a value that is empty', 'user-pin/root-a='],
    ['Windows line ends, which would spend a try', 'user-pin/root-a=12345678\r\n'],
    ['a zero byte', Uint8Array.from([...bytesOf('user-pin/root-a=1234'), 0])],
  ])('refuses %s, without saying any value', (_name, text) => {
    expect(codeOf(() => read(text))).toBe('station/usage')
    try {
      read(text)
    } catch (error) {
      expect(String(error)).not.toContain('1234')
    }
  })

  test('refuses more than 64 KiB', () => {
    expect(codeOf(() => read(`user-pin/root-a=${'1'.repeat(70_000)}`))).toBe('input/too-large')
  })

  test('keeps a value with an equals sign, and gives copies until it is destroyed', () => {
    const prepared = read('code/emi=a=b\n\nuser-pin/root-a=1234')
    const copy = prepared.get('code/emi')
    expect(Buffer.from(copy ?? []).toString()).toBe('a=b')
    copy?.fill(0)
    expect(Buffer.from(prepared.get('code/emi') ?? []).toString()).toBe('a=b')
    prepared.destroy()
    expect(prepared.get('code/emi')).toBeUndefined()
  })
})

// `run` after a kill, with nobody in the room: a line for reconcile/STEP looks and decides as what was found shows, no other
// line does, and where the file wants another end than shows, it stops.

import { openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, parseAnswers } from '../../core/formats/answers.ts'
import { answersPlayer } from '../../electron/cli/answers-player.ts'
import { play, Refused } from '../../electron/cli/play.ts'
import { PreparedSecrets } from '../../electron/cli/secrets-fd.ts'
import { bytesOf, codeOf, eventsOf, factorySoPin, type Station, secrets } from '../host/station.ts'
import { eventAt, paperHeadOf, reopen } from './after.ts'
import { type Cut, type Day, everyScript, playWithCuts } from './cuts.ts'

let day: Day
beforeAll(async () => {
  const [script] = everyScript
  if (script === undefined) throw new Error('there is no script')
  day = await playWithCuts(script.plan)
})
afterAll(() => day.place.remove())

/** The first key that is made: cut before the token was asked, and after it had made it. */
const found = (fits: (cut: Cut) => boolean): Cut => {
  const cut = day.lineCuts.find(fits)
  if (cut === undefined) throw new Error('no such cut')
  return cut
}
const justBegun = () =>
  found(({ name, files, lines }) => {
    const event = eventAt(files, lines - 1)
    return name.startsWith('after line') && event?.type === 'intent' && event.action === 'key/generate'
  })
const justMade = () => found(({ name }) => name.startsWith('after generateKeyPair'))

/** Opens the station after the cut, lets the answers lead it, and says what stopped them. */
async function runAfter(
  cut: Cut,
  line: (step: string) => readonly Answer[],
): Promise<{ stop: string; last: object[] }> {
  const station = reopen(day, cut)
  const step = station.host.view().step?.id ?? ''
  const answers = [{ step: 'resume', by: 'emi' }, { step: `${step.slice(0, -1)}*`, answer: 'yes' }, ...line(step)]
  const player = answersPlayer({
    answers: parseAnswers(bytesOf(JSON.stringify({ format: 'anchorite/answers/v1', answers })), 'answers'),
    secrets: everySecret(station),
    head: paperHeadOf(cut),
  })
  const stop = await play(station.call, player, () => undefined).then(
    () => 'nothing',
    (error: unknown) =>
      error instanceof Refused
        ? error.refusal.code
        : codeOf(() => {
            throw error
          }),
  )
  const last = eventsOf(station).slice(cut.lines)
  await station.host.leave()
  return { stop, last }
}

function everySecret({ plan }: Station): PreparedSecrets {
  const path = join(day.place.directory, 'secrets')
  const lines = [
    ...plan.people.map(({ id }) => `code/${id}=${secrets.code(id)}`),
    ...plan.tokens.flatMap(({ id }) => [
      `user-pin/${id}=${secrets.pin(id, 'userPin')}`,
      `so-pin/${id}=${secrets.pin(id, 'soPin')}`,
      `factory-so-pin/${id}=${factorySoPin}`,
    ]),
  ]
  writeFileSync(path, lines.join('\n'))
  return PreparedSecrets.read(String(openSync(path, 'r')))
}

const decisions = (last: readonly object[]): readonly object[] =>
  last.filter((event) => 'type' in event && event.type === 'reconciled')

test.each<readonly [name: string, line: (step: string) => readonly Answer[]]>([
  ['no line', () => []],
  ['a wildcard', () => [{ step: 'reconcile/*', answer: 'yes' }]],
  ['a line that says no', (step) => [{ step: `reconcile/${step}`, answer: 'no' }]],
])('refuses to decide by %s', async (_name, line) => {
  const { stop, last } = await runAfter(justMade(), line)
  expect(stop).toBe('ceremony/unanswered')
  expect(decisions(last)).toEqual([])
})

test('refuses to decide where the file wants another end than what was found shows', async () => {
  for (const [cut, wanted] of [
    [justMade(), 'again'],
    [justBegun(), 'done'],
  ] as const) {
    const { stop, last } = await runAfter(cut, (step) => [
      { step: `reconcile/${step}`, answer: 'yes', values: { decision: wanted } },
    ])
    expect(stop).toBe('ceremony/unanswered')
    expect(decisions(last)).toEqual([])
  }
})

test('a key that is there counts as made; one that is not is made; and the ceremony goes on by itself', async () => {
  for (const [cut, decision] of [
    [justMade(), 'done'],
    [justBegun(), 'again'],
  ] as const) {
    for (const values of [{}, { decision }]) {
      const { stop, last } = await runAfter(cut, (step) => [{ step: `reconcile/${step}`, answer: 'yes', values }])
      expect(decisions(last)).toMatchObject([{ decision }])
      expect(last.filter((event) => 'type' in event && event.type === 'outcome').length).toBe(
        decision === 'done' ? 0 : 1,
      )
      // It stops where the file ends, at the step after the key.
      expect(stop).toBe('ceremony/unanswered')
    }
  }
})

// A whole rehearsal at the terminal with secrets that are known, in one folder, looked at from outside after each step.

import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Plan } from '../../core/formats/plan.ts'
import { examplePlan } from '../plan/example.ts'
import { factorySoPin, makeSoftHsm } from '../token/softhsm.ts'
import { watchFamily } from './family.ts'
import { type Wanted, wanted } from './forms.ts'

const program = fileURLToPath(new URL('run-under-test.ts', import.meta.url))

/** With characters that each coding writes in its own way. */
const code = (person: string): string => `code "${person}" 51\\50 é`
const userPin = (token: string): string => `upin <${token}> 80&86 é`
const soPin = (token: string): string => `sopin +${token}/ 65"02`

/** The PIN that the memory is searched for. */
export const terminalPin = (): Wanted => wanted('user PIN', userPin('root-a'))

export type AtTerminal = {
  readonly exitCode: number | null
  readonly secrets: readonly Wanted[]
  /** What it said, and what the system showed of its processes. */
  readonly seen: ReadonlyMap<string, Buffer>
  readonly kinds: ReadonlySet<string>
}

/** Two root tokens and the witness; the other roles belong to the key that the plan brings. */
function smallPlan(): Plan {
  const plan = examplePlan()
  const [repository] = plan.repositories
  if (repository === undefined) throw new Error('the example has a repository')
  const { targets: _targets, ...others } = repository.roles
  const root = { keys: ['root-a', 'root-b'], threshold: 2 }
  return {
    ...plan,
    tokens: plan.tokens.filter(({ id }) => ['root-a', 'root-b', 'witness'].includes(id)),
    keys: plan.keys.filter((key) => ['root-a', 'root-b', 'witness-a', 'online-a'].includes(key.id)),
    repositories: [{ ...repository, roles: { ...others, targets: others.snapshot, root } }],
  }
}

const answersFor = (plan: Plan): string =>
  JSON.stringify({
    format: 'anchorite/answers/v1',
    answers: [
      ...['retrieve', 'open', 'tokens', 'keys', 'root', 'verify', 'export', 'close'].map((act) => ({
        step: `${act}/*`,
        answer: 'yes',
      })),
      { step: 'open/approve', values: { option: 'go' } },
      { step: 'open/roll-call/*', values: { initials: 'XY' } },
      { step: 'close/initials/*', values: { initials: 'XY' } },
      ...plan.tokens.flatMap(({ id, bag }) => [
        { step: `retrieve/bag/${id}`, values: { bag: bag ?? '' } },
        { step: `close/custody/${id}`, values: { bag: `N-${bag}` } },
      ]),
    ],
  })

/**
 * Rehearse in `place`, which also is where the process has its home and its temporary files.
 * @param atLine - called while the station stands still after a line (a step passed, or `ended`).
 */
export async function rehearseAtTerminal(
  place: string,
  atLine: (line: string, station: number) => void = () => undefined,
): Promise<AtTerminal> {
  const at = (name: string): string => join(place, name)
  const plan = smallPlan()
  for (const folder of ['tokens', 'tmp', 'home']) mkdirSync(at(folder))
  const { module, tokens } = await makeSoftHsm(at('tokens'), plan.tokens.length)
  const standIns = Object.fromEntries(plan.tokens.map(({ serial }, n) => [serial, { serial: tokens[n]?.serial }]))
  const media = { out: at('run') }
  const site = { format: 'anchorite/site/v1', name: 'test', modules: { main: module }, media, standIns }
  const files = { plan: JSON.stringify(plan), site: JSON.stringify(site), answers: answersFor(plan) }
  for (const [name, text] of Object.entries(files)) writeFileSync(at(`${name}.yaml`), text)
  const options = Object.keys(files).flatMap((name) => [`--${name}`, at(`${name}.yaml`)])

  const child = spawn(
    process.execPath,
    [program, 'run', ...options, '--out', at('run'), '--rehearsal', '--secrets-fd', '3'],
    {
      env: { PATH: process.env.PATH, HOME: at('home'), TMPDIR: at('tmp') },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    },
  )
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  const pid = child.pid ?? -1
  const said: string[] = []
  const [, out, err, descriptor, bell] = child.stdio as unknown as readonly [null, Duplex, Duplex, Duplex, Duplex] // asked for as pipes
  err.setEncoding('utf8').on('data', (text: string) => said.push(text))
  bell.on('error', () => undefined) // it ended
  descriptor.end(secretLines(plan))
  const family = watchFamily(pid)
  const often = setInterval(family.sample, 20)
  try {
    for await (const line of createInterface({ input: out })) {
      if (line === '-- stands still') {
        family.sample()
        atLine(said.at(-1) ?? '', pid)
        bell.write('.')
      } else said.push(line)
    }
    const exitCode = await closed
    const seen = new Map([...family.seen, ['standard output and error', Buffer.from(said.join('\n'))]])
    return { exitCode, secrets: known(plan), seen, kinds: family.kinds }
  } finally {
    clearInterval(often)
    child.kill('SIGKILL')
  }
}

const secretLines = ({ people, tokens }: Plan): string =>
  [
    ...people.map(({ id }) => `code/${id}=${code(id)}`),
    ...tokens.flatMap(({ id }) => [
      `user-pin/${id}=${userPin(id)}`,
      `so-pin/${id}=${soPin(id)}`,
      `factory-so-pin/${id}=${factorySoPin}`,
    ]),
  ].join('\n')

const known = ({ people, tokens }: Plan): readonly Wanted[] => [
  wanted("the maker's SO PIN", factorySoPin),
  ...people.map(({ id }) => wanted(`private code of ${id}`, code(id))),
  ...tokens.flatMap(({ id }) => [wanted(`user PIN of ${id}`, userPin(id)), wanted(`SO PIN of ${id}`, soPin(id))]),
]

// What `npm start` does where no window can be opened: it says why, and rehearses in the terminal.

import { afterEach, expect, test, vi } from 'vitest'
import type { Output } from '../../electron/cli/output.ts'
import { start } from '../../electron/cli/start.ts'

afterEach(() => vi.unstubAllEnvs())

/** Start it, with a rehearsal that only remembers what it was asked. */
async function started(...args: readonly string[]) {
  vi.stubEnv('DISPLAY', '')
  vi.stubEnv('WAYLAND_DISPLAY', '')
  const said: string[] = []
  const asked: (readonly string[])[] = []
  const output: Output = {
    json: false,
    say: (line) => void said.push(line),
    done: () => expect.fail('nothing ended'),
    refused: () => expect.fail('nothing was refused'),
  }
  const code = await start(args, output, async (given) => {
    asked.push(given)
    return 0
  })
  return { code, said: said.join('\n'), asked }
}

test('without a display it says so, and the terminal leads the rehearsal', async () => {
  const { code, said, asked } = await started('--out', '/tmp/x')
  expect([code, asked]).toEqual([0, [['root-key-generation', '--out', '/tmp/x']]])
  expect(said).toContain('There is no display here.')
  expect(said).toContain('rehearsal of root key generation')
})

test('who asks for the terminal gets it without a word', async () => {
  const { said, asked } = await started('--terminal')
  expect([said, asked]).toEqual(['', [['root-key-generation']]])
})

test.each([
  [['--full-screen'], '--full-screen'],
  [['--work', '/tmp/w'], '--work'],
  [['--work=/tmp/w', '--full-screen', '--terminal'], '--work and --full-screen'],
])('%j are of the window: they are said to be without effect, and the rehearsal goes on', async (args, named) => {
  const { code, said, asked } = await started(...args, '--out', '/tmp/x')
  expect([code, asked]).toEqual([0, [['root-key-generation', '--out', '/tmp/x']]])
  expect(said).toContain(`${named}: of the window alone, without effect here.`)
})

test('an option that nobody knows is passed on, to be refused by name', async () => {
  const { asked } = await started('--work', '--nonsense')
  expect(asked).toEqual([['root-key-generation', '--nonsense']])
})

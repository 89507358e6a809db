import { spawnSync } from 'node:child_process'
import { appendFileSync, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { currentWindowUser } from '../../electron/kiosk/user.node.ts'
import { type Display, startDisplay } from '../kiosk/display.ts'
import { readWorld } from '../kiosk/open.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder =
  process.env.ELECTRON_OVERRIDE_DIST_PATH ??
  join(dirname(createRequire(import.meta.url).resolve('electron/package.json')), 'dist')
const binary = join(folder, 'electron')

let display: Display
beforeAll(async () => {
  display = await startDisplay()
  await readWorld()
})
afterAll(() => display.stop())

it("Electron's own binary opens the window and every guard holds, or it is said that there is none", () => {
  if (!existsSync(binary)) {
    const loud = process.env.ANCHORITE_LOUD_FILE
    if (loud !== undefined)
      appendFileSync(loud, `the Electron shell: there is no Electron binary here (looked for ${binary})\n`)
    expect(existsSync(join(root, 'node_modules', 'electron', 'electron.d.ts'))).toBe(true)
    return
  }
  const [program = '', ...args] = [...currentWindowUser().become, binary, join(root, 'electron', 'main.ts'), '--check']
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, DISPLAY: display.name },
  })
  expect(stdout + stderr).toContain('every guard held')
  expect(status).toBe(0)
})

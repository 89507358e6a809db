// The built window that the tests open.

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { programRoot } from '../../electron/host/program.node.ts'

/** In a process of its own, as npm does it: here NODE_ENV says "test", and the window would be another one. */
export function buildWindow(): void {
  const { NODE_ENV: _, ...env } = process.env
  execFileSync(process.execPath, [join(programRoot, 'build', 'window.mjs')], { env, stdio: 'ignore' })
}

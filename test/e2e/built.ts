// Once before all tests: the window that they open is the one that would be built from these sources.

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { programRoot } from '../../electron/host/program.node.ts'

/** Up to date, it is done in a blink. What fails is said on stderr. */
export function buildWindow(): void {
  execFileSync(process.execPath, [join(programRoot, 'build', 'window.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] })
}

/** Vitest's global set-up. */
export const setup = buildWindow

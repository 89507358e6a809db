// A display of its own for each test file: Xvfb on a number that is free.

import { spawn } from 'node:child_process'
import { appendFileSync, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Readable } from 'node:stream'
import { chromiumPath } from '../../electron/kiosk/launch.node.ts'

export type Display = { readonly name: string; readonly end: () => Promise<void> }

/** The page is to be 1280 x 800; a window without a window manager stays a pixel away from the edge. */
const size = '1281x801x24'

/** @param geometry - width x height x depth, in pixels and bits. */
export async function startDisplay(geometry: string = size): Promise<Display> {
  const args = ['-displayfd', '3', '-screen', '0', geometry, '-nolisten', 'tcp', '-noreset']
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const number = await new Promise<string>((resolve, reject) => {
    let said = ''
    const from = server.stdio[3] as Readable // asked for as a pipe
    from.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.endsWith('\n')) resolve(said.trim())
    })
    server.once('error', reject)
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)))
  })
  return {
    name: `:${number}`,
    end: async () => {
      server.kill()
      await ended
    },
  }
}

const onPath = (program: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))

/**
 * What of a real window this machine lacks, in one line that is also said loudly; undefined where nothing is missing.
 * Set-up for tests installs all of it, so a machine without it is one that may not install.
 */
export function windowLacks(programs: readonly string[] = []): string | undefined {
  const missing = [
    ...(existsSync(chromiumPath) ? [] : ['chromium']),
    ...['Xvfb', ...programs].filter((program) => !onPath(program)),
  ]
  if (missing.length === 0) return undefined
  const line = `the window was not tried end to end: this machine has no ${missing.join(', ')}`
  const { ANCHORITE_LOUD_FILE: loud } = process.env
  if (loud !== undefined) appendFileSync(loud, `${line}\n`)
  return line
}

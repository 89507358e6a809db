// SoftHSM tokens for tests, made as the rehearsal makes them, and the fault module in front of them.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SiteModule } from '../../core/formats/site.ts'
import { Secret } from '../../core/secret.ts'
import { makeRehearsalTokens } from '../../electron/host/softhsm.node.ts'

/** Plain text, so that a test can look for it where it must not be. */
export const factorySoPin = 'factory-so-4711'

export type TestToken = { readonly serial: string; readonly factorySoPin: Secret }

/** A secret out of a string: for tests only. */
export const secret = (text: string): Secret => Secret.take(new TextEncoder().encode(text))

/** A new folder under the system's temporary one, and how to remove it. */
export function temporaryDirectory(): { readonly directory: string; readonly remove: () => void } {
  const directory = mkdtempSync(join(tmpdir(), 'anchorite-'))
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) }
}

/** `count` tokens in `directory` with the factory SO PIN and a user PIN that nobody knows. */
export async function makeSoftHsm(
  directory: string,
  count: number,
): Promise<{ readonly module: SiteModule; readonly tokens: readonly TestToken[] }> {
  const { module, serials } = await makeRehearsalTokens({ directory, count, factorySoPin: secret(factorySoPin) })
  return { module, tokens: serials.map((serial) => ({ serial, factorySoPin: secret(factorySoPin) })) }
}

/** Compile `source` (beside this file) as a shared library into `directory`. */
export function compileLibrary(source: string, directory: string): string {
  const library = join(directory, `${source}.so`)
  const headers = new URL('../../node_modules/pkcs11js/includes', import.meta.url).pathname
  const file = new URL(source, import.meta.url).pathname
  execFileSync('gcc', ['-shared', '-fPIC', '-O1', '-I', headers, '-o', library, file, '-ldl'])
  return library
}

/** The same tokens behind fault.c, with this cue. */
export function withFault(module: SiteModule, library: string, fault: string, log?: string): SiteModule {
  return {
    path: library,
    environment: {
      ...module.environment,
      FAULT_MODULE: module.path,
      FAULT: fault,
      ...(log === undefined ? {} : { FAULT_LOG: log }),
    },
  }
}

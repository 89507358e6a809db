// Throw-away SoftHSM 2 tokens for a rehearsal: made in one folder, through the same token host as everything else.

import { randomBytes } from 'node:crypto'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SiteModule } from '../../core/formats/site.ts'
import { Secret } from '../../core/secret.ts'
import { startTokenHost } from '../../core/token/client.node.ts'

const library = '/usr/lib/softhsm/libsofthsm2.so'

/**
 * Make `count` tokens as if fresh from a maker: each has the factory SO PIN, and a user PIN that nobody knows, so it
 * has to be initialised before use. No PIN appears in an argument or a variable.
 *
 * @param directory - absolute, exists, empty of tokens; the configuration and the tokens are written into it, readable
 *   by this user only. Remove it and the tokens are gone.
 * @param factorySoPin - 4 to 255 bytes; stays the caller's.
 * @returns The module as the site file would name it, and the serial numbers in the order in which they were made.
 * @throws CeremonyError `token/module-missing` (names the Debian package), or what the token host throws.
 */
export async function makeRehearsalTokens({
  directory,
  count,
  factorySoPin,
}: {
  readonly directory: string
  readonly count: number
  readonly factorySoPin: Secret
}): Promise<{ module: SiteModule; serials: string[] }> {
  const tokens = join(directory, 'tokens')
  const configuration = join(directory, 'softhsm2.conf')
  await mkdir(tokens, { mode: 0o700 })
  await chmod(tokens, 0o700) // the umask may have taken more than it should
  await writeFile(
    configuration,
    [
      `directories.tokendir = ${tokens}`,
      'objectstore.backend = file',
      'log.level = ERROR',
      'slots.removable = false',
      'slots.mechanisms = ALL',
      'library.reset_on_fork = false',
      '',
    ].join('\n'),
    { flag: 'wx', mode: 0o600 },
  )
  const module: SiteModule = { path: library, environment: { SOFTHSM2_CONF: configuration } }
  const host = await startTokenHost(module)
  try {
    const serials: string[] = []
    for (let made = 0; made < count; made++) serials.push(await makeOne(host, factorySoPin, made))
    return { module, serials }
  } finally {
    await host.close()
  }
}

async function makeOne(
  host: Awaited<ReturnType<typeof startTokenHost>>,
  factorySoPin: Secret,
  index: number,
): Promise<string> {
  const nobodysPin = Secret.take(new TextEncoder().encode(randomBytes(16).toString('hex')))
  try {
    const { serial } = await host.initialise({
      serial: '', // SoftHSM always shows one spare slot without a serial number
      label: `factory-${index + 1}`,
      factorySoPin,
      soPin: factorySoPin,
      userPin: nobodysPin,
    })
    return serial
  } finally {
    nobodysPin.destroy()
  }
}

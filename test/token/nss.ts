// An NSS softokn token: a second maker's PKCS#11 library, of Debian's libnss3. One token in one database, in a folder.

import { appendFileSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { SiteModule } from '../../core/formats/site.ts'
import { openModule } from '../../core/token/graphene.node.ts'
import { CKU } from '../../core/token/numbers.ts'

const libraries = ['/usr/lib/x86_64-linux-gnu/libsoftokn3.so', '/usr/lib/aarch64-linux-gnu/libsoftokn3.so']

/** Where the library is; undefined, and one loud line, where it is not. */
export function nssLibrary(): string | undefined {
  const found = libraries.find((path) => existsSync(path))
  const loud = process.env.ANCHORITE_LOUD_FILE
  if (found === undefined && loud !== undefined)
    appendFileSync(loud, 'the token tests on NSS softokn: the Debian package libnss3 is not here\n')
  return found
}

/** All tokens of NSS have this serial number: what names one is the serial within its module and configuration. */
export const nssSerial = '0000000000000000'

/**
 * A token with this user PIN. NSS knows no label and no SO PIN: the SO logs in with an empty one, once, to set the user's.
 * Only the slot of the database is asked for; its other slot would show the same serial number.
 */
export function makeNss(library: string, directory: string, userPin: string): SiteModule {
  const database = join(directory, 'nss')
  mkdirSync(database, { mode: 0o700 })
  const where = `configdir='sql:${database}' certPrefix='' keyPrefix='' secmod='secmod.db' flags=`
  const module = { path: library, environment: {}, parameters: `${where} tokens=<0x2=[configdir='sql:${database}']>` }
  const cryptoki = openModule(module)
  const [slot] = cryptoki.slots()
  if (slot === undefined) throw new Error('NSS shows no token')
  const session = cryptoki.openSession(slot, 'write')
  cryptoki.login(session, CKU.so, new Uint8Array(0))
  cryptoki.initPin(session, new TextEncoder().encode(userPin))
  cryptoki.logout(session)
  cryptoki.close()
  return module
}

// A process of its own: logs in to every token that standard input names and says which keys lie on it, as JSON.
// Independent of the station's own search: every object of both classes, whatever its CKA_ID.

import { readFileSync } from 'node:fs'
import type { SiteModule } from '../../core/formats/site.ts'
import { openModule } from '../../core/token/graphene.node.ts'
import { CKA, CKO, CKU } from '../../core/token/numbers.ts'
import { findToken } from '../../core/token/slots.ts'

export type Asked = { readonly module: SiteModule; readonly tokens: readonly { serial: string; pin: string }[] }
export type FoundKey = { readonly serial: string; readonly kind: 'public' | 'private'; readonly objectId: string }

const asked = JSON.parse(readFileSync(0, 'utf8')) as Asked // check.ts wrote it
process.env.SOFTHSM2_CONF = asked.module.environment.SOFTHSM2_CONF
const cryptoki = openModule(asked.module)
const found = asked.tokens.flatMap(({ serial, pin }): FoundKey[] => {
  const session = cryptoki.openSession(findToken(cryptoki, serial).slot, 'read')
  cryptoki.login(session, CKU.user, Buffer.from(pin))
  const keys = (['public', 'private'] as const).flatMap((kind) =>
    cryptoki.find(session, [{ type: CKA.class, value: kind === 'public' ? CKO.publicKey : CKO.privateKey }]).map(
      (object): FoundKey => ({
        serial,
        kind,
        objectId: Buffer.from(cryptoki.attribute(session, object, CKA.id) ?? []).toString('hex'),
      }),
    ),
  )
  cryptoki.logout(session)
  cryptoki.closeSession(session)
  return keys
})
cryptoki.close()
process.stdout.write(JSON.stringify(found))

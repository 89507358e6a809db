// Makes the throw-away backup that the recovery scripts are rehearsed with: node test/backup/make-rehearsal-data.ts DIRECTORY
// Its secrets are public: they open nothing but the key that is made here and never used for anything.

import { createHash, generateKeyPairSync, randomBytes, randomInt } from 'node:crypto'
import fs from 'node:fs'
import { join } from 'node:path'
import { encodeBlob, wrapKwp } from '../../core/backup/blob.ts'
import { cardWords } from '../../core/backup/card.ts'
import { encodeRecord } from '../../core/backup/record.ts'
import { commitmentOf, secretCommitment } from '../../core/backup/share.ts'
import { splitSecret } from '../../core/backup/split.ts'

const [directory = 'ceremonies/examples/recovery'] = process.argv.slice(2)
const key = 'root-a'
const holders = ['ines', 'jonas', 'lena']
const threshold = 2

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const spki = publicKey.export({ type: 'spki', format: 'der' })
const fingerprint = createHash('sha256').update(spki).digest('hex')
const kek = randomBytes(32)
const about = { set: randomInt(2 ** 33), epoch: 1, threshold, fingerprint }
const origin = { made: 'rehearsal', ceremony: 'root-key-generation-rehearsal' } as const
const shares = await splitSecret(kek, about, holders)
const blob = encodeBlob({
  mechanism: 'aes-kwp',
  wrapped: wrapKwp(kek, privateKey.export({ type: 'pkcs8', format: 'der' })),
})

fs.mkdirSync(directory, { recursive: true })
const record = encodeRecord({
  format: 'anchorite/backup-record/v1',
  mode: 'wrapped',
  ...origin,
  key: { id: key, algorithm: 'ecdsa-p256', spki: spki.toString('base64') },
  set: about.set,
  epoch: about.epoch,
  threshold,
  shares: shares.map((share) => ({ x: share.x, holder: share.holder, commitment: commitmentOf(share) })),
  secretCommitment: secretCommitment({ ...about, shareCount: holders.length }, origin, kek),
  blob: { mechanism: 'aes-kwp', sha256: createHash('sha256').update(blob).digest('hex'), bytes: blob.length },
  entropy: ['operating system'],
})
fs.writeFileSync(join(directory, `${key}.record.json`), record)
fs.writeFileSync(join(directory, `${key}-${about.set}-geneva.key-blob.json`), blob)
fs.writeFileSync(
  join(directory, 'cards.json'),
  `${JSON.stringify(Object.fromEntries(shares.map((share) => [share.holder, cardWords(share).join(' ')])), null, 2)}\n`,
)

// Say in plain words what a document of a backup is: its public record, a blob, a drill certificate. Nothing is verified here.

import { parseBlob } from '../../core/backup/blob.ts'
import { setWords } from '../../core/backup/card.ts'
import { fingerprintOf, parseRecord } from '../../core/backup/record.ts'
import { parseJson } from '../../core/formats/json.ts'
import { asArray, asObject, asString } from '../../core/formats/shape.ts'
import { firstWords } from '../../core/transcript/words.ts'
import { sha256 } from './program.node.ts'

type Described = { readonly kind: string; readonly lines: readonly string[] }

export function describeRecord(bytes: Uint8Array, path: string): Described {
  const record = parseRecord(bytes, path)
  const { key, blob, shares, threshold } = record
  return {
    kind: 'public record of a backup; it holds no secret',
    lines: [
      `key ${key.id} (${key.algorithm}), SHA-256 of its public key ${fingerprintOf(record)}`,
      `made in ${record.ceremony} (${record.made}), mode ${record.mode}, epoch ${record.epoch}`,
      `any ${threshold} of ${shares.length} cards open it; the set is called "${setWords(record.set).join(' ')}"`,
      ...shares.map(({ holder }, index) => `card ${index + 1} of ${shares.length}: ${holder}`),
      `the wrapped key: ${blob.bytes} bytes, ${blob.mechanism}, SHA-256 ${blob.sha256}`,
      `the secret came from: ${record.entropy.join(', ')}`,
    ],
  }
}

export function describeBlob(bytes: Uint8Array, path: string): Described {
  const { mechanism, wrapped } = parseBlob(bytes, path)
  return {
    kind: 'wrapped key of a backup (a blob); it belongs into a numbered bag in a safe',
    lines: [
      `${mechanism}, ${wrapped.length} bytes wrapped`,
      `SHA-256 ${sha256(bytes)}: the public record of its backup names this digest`,
      'Only a quorum of the cards of its set opens it.',
    ],
  }
}

export function describeCertificate(bytes: Uint8Array, path: string): Described {
  const at = { what: path, path: '' }
  const certificate = asObject(parseJson(bytes, { what: path, maxBytes: 1_000_000, maxDepth: 8 }), at)
  const sets = asArray(certificate.sets, { ...at, path: 'sets' }).map((set) => asObject(set, { ...at, path: 'sets' }))
  return {
    kind: `drill certificate: ${certificate.passed === true ? 'passed' : 'NOT PASSED'}`,
    lines: [
      `ceremony ${asString(certificate.ceremony, { ...at, path: 'ceremony' })}, level ${asString(certificate.level, { ...at, path: 'level' })}`,
      `finished ${asString(certificate.finished, { ...at, path: 'finished' })}; minutes since the call: ${String(certificate.minutes ?? 'not counted')}`,
      ...sets.flatMap((set) => [
        `${String(set.set)}: key ${String(set.key)}, ${firstWords(asString(set.fingerprint, { ...at, path: 'fingerprint' }))}`,
        ...asArray(set.cards, { ...at, path: 'cards' }).map((each) => {
          const card = asObject(each, { ...at, path: 'cards' })
          return `  card of ${String(card.holder)}: ${card.good === true ? 'good' : `not read (${String(card.why ?? 'no reason')})`}`
        }),
      ]),
    ],
  }
}

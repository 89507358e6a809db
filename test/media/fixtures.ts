// A small bag for the media tests: a few public files of every kind, and the info lines.

import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeEnvelope } from '../../core/attest/dsse.ts'
import { CeremonyError } from '../../core/errors.ts'
import type { OutboundFile } from '../../core/media/outbound.ts'
import { digestOfEntry, type Entry, encodeEntry, GENESIS } from '../../core/transcript/entry.ts'
import { assembleRoot, draftRoot } from '../../core/tuf/root.ts'

export const info = [
  { label: 'Source-Organization', value: 'Acme Corporation' },
  { label: 'External-Description', value: 'Rehearsal of root key generation, Genève' },
]

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })

export const publicPem = Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }))

export const rootBytes = assembleRoot(
  draftRoot({
    version: 1,
    expires: '2027-11-20T00:00:00Z',
    consistentSnapshot: true,
    keys: new Map([['a', { spki: publicKey.export({ type: 'spki', format: 'der' }), algorithm: 'ecdsa-p256' }]]),
    roles: {
      root: { keys: ['a'], threshold: 1 },
      targets: { keys: ['a'], threshold: 1 },
      snapshot: { keys: ['a'], threshold: 1 },
      timestamp: { keys: ['a'], threshold: 1 },
    },
  }),
  [],
)

export const text = (content: string): Uint8Array => Buffer.from(content, 'utf8')

export const payloadFiles: readonly OutboundFile[] = [
  { path: 'keys/root-a.pem', kind: 'public-key', bytes: publicPem },
  { path: 'script.json', kind: 'script', bytes: text('{"format":"x"}') },
  { path: 'acme/update/1.root.json', kind: 'tuf-root', bytes: rootBytes },
  { path: 'paper.txt', kind: 'text', bytes: text('Act 1\n  Genève\n') },
]

export const transcript: Uint8Array = (() => {
  const first: Entry = { seq: 0, time: '2026-11-24T09:00:00.000Z', previous: GENESIS, event: { type: 'opened' } }
  const second: Entry = { ...first, seq: 1, previous: digestOfEntry(first), event: { type: 'exported' } }
  return text([first, second].map((entry) => `${Buffer.from(encodeEntry(entry))}\n`).join(''))
})()

export const sealBytes = encodeEnvelope({
  payloadType: 'application/vnd.in-toto+json',
  payload: text('{}'),
  signatures: [{ sig: text('sig') }],
})

export const tagFiles: readonly OutboundFile[] = [
  { path: 'transcript.jsonl', kind: 'transcript', bytes: transcript },
  { path: 'seal.dsse.json', kind: 'dsse', bytes: sealBytes },
]

/** A temporary directory, removed after `act`. */
export async function inTemp<T>(act: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'anchorite-media-'))
  try {
    return await act(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** The code and detail that a call throws, or `nothing thrown`; any other error passes. */
export async function thrown(act: () => unknown): Promise<{ readonly code: string; readonly detail: unknown }> {
  try {
    await act()
  } catch (error) {
    if (error instanceof CeremonyError) return { code: error.code, detail: error.detail }
    throw error
  }
  return { code: 'nothing thrown', detail: undefined }
}

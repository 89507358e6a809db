// Everything a ceremony made, verified again from bytes: keys, proofs, root files, register. Rule CER-PAYLOAD.

import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import { parseEnvelope } from '../attest/dsse.ts'
import { verifyPossession } from '../attest/possession.ts'
import { type Chunk, chunkName, chunksOf, encodeList, repositoriesOf } from '../ceremony/chunks.ts'
import { factsOf, madeFacts, type State } from '../ceremony/state.ts'
import { parseRegister } from '../checks/register.ts'
import { CeremonyError } from '../errors.ts'
import type { Algorithm } from '../formats/algorithms.ts'
import type { Id, Plan, PlannedKey, PlannedRepository } from '../formats/plan.ts'
import { splitSets } from '../plan/backup.ts'
import { checkPublicKey } from '../token/public-key.ts'
import { draftRoot, payloadOf } from '../tuf/root.ts'
import { type VerifiedRoot, verifyRootChain } from '../tuf/verify.ts'
import { verifyBackups } from './backup.ts'
import { draftListOf, reviewedDigest, signatureListOf } from './lists.ts'
import * as names from './names.ts'
import { recoveryPaths, verifyRecovery } from './recovery.ts'

export type Payload = ReadonlyMap<string, Uint8Array>
type Source = { readonly spki: Uint8Array; readonly algorithm: Algorithm }

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/**
 * Verify the payload of a bag against the plan and against what the transcript says was made: the digests of plan and
 * script, every public key, every proof of possession, every root file (its signatures, its threshold, and that it is
 * exactly what the plan and the keys make of it), and the register. A file that the plan does not call for is refused.
 *
 * Not caught: whether the transcript is the one of the day (seal, or head from paper); what stands in the texts for
 * people (README.txt, paper/), which the manifest binds but nothing derives.
 *
 * @param files - path in data/ to bytes.
 * @returns one line for each thing that was verified.
 * @throws CeremonyError `ceremony/verify-failed` naming the file, or the code of what did not verify.
 */
export function verifyPayload(plan: Plan, state: State, files: Payload): readonly string[] {
  const expected = new Set([...expectedPaths(plan), ...recoveryPaths(plan, state)])
  for (const path of files.keys()) if (!expected.has(path)) throw failed(path, 'nothing in the plan calls for it')
  const opened = state.opened
  if (opened === undefined) throw failed('transcript', 'it does not open')
  mustBe(names.planPath, sha256(take(files, names.planPath)), opened.planDigest)
  mustBe(names.scriptPath, sha256(take(files, names.scriptPath)), opened.expansionDigest)
  const keys = new Map(plan.keys.map((key) => [key.id, verifyKey(key, state, files)]))
  const roots = verifyRoots(plan, state, files, keys)
  return [
    `plan and script: the digests that were approved (${opened.planDigest.slice(0, 16)}…, ${opened.expansionDigest.slice(0, 16)}…)`,
    `keys: ${keys.size} public keys, each as the transcript records it`,
    ...verifyProofs(plan, state, files, keys),
    ...verifyBackups(plan, state, files, (key) => keys.get(key)),
    ...verifyRecovery(plan, state, files),
    ...roots.lines,
    ...verifyRegister(plan, state, files, roots.payloads),
  ]
}

/** Every path that the payload of a plan has. */
export function expectedPaths(plan: Plan): ReadonlySet<string> {
  return new Set([
    names.planPath,
    names.scriptPath,
    names.registerPath,
    names.readmePath,
    ...Object.values(names.paperPaths),
    ...plan.keys.map((key) => names.keyPath(key.id)),
    ...plan.keys.flatMap((key) => ('token' in key ? [names.proofPath(key.id)] : [])),
    ...splitSets(plan).flatMap(({ key }) => [names.backupRecordPath(key), names.backupProofPath(key)]),
    ...plan.repositories.map(names.rootPath),
  ])
}

/**
 * The DER of a public key file, which must be written as the station writes it: PEM, and nothing before or behind.
 * @throws CeremonyError `ceremony/verify-failed`, also for a private key.
 */
export function spkiOfPem(bytes: Uint8Array, path: string): Uint8Array {
  const pem = Buffer.from(bytes).toString('utf8')
  const key = readPem(pem)
  if (key?.export({ type: 'spki', format: 'pem' }) !== pem) throw failed(path, 'it is not one public key in PEM')
  return key.export({ type: 'spki', format: 'der' })
}

function readPem(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem)
  } catch {
    return undefined // what OpenSSL has to say about it helps nobody
  }
}

function verifyKey(key: PlannedKey, state: State, files: Payload): Source {
  const path = names.keyPath(key.id)
  const spki = spkiOfPem(take(files, path), path)
  const made = madeFacts(state, key.id)
  mustBe(path, sha256(spki), made?.spkiSha256)
  checkPublicKey(spki, key.algorithm)
  return { spki, algorithm: key.algorithm }
}

function verifyProofs(plan: Plan, state: State, files: Payload, keys: ReadonlyMap<Id, Source>): readonly string[] {
  const onTokens = plan.keys.filter((key) => 'token' in key)
  for (const key of onTokens) {
    const path = names.proofPath(key.id)
    const proof = factsOf(state, 'key/prove', { key: key.id })
    const made = madeFacts(state, key.id)
    const source = keys.get(key.id)
    if (proof === undefined || made === undefined || source === undefined)
      throw failed(path, 'the transcript records no proof')
    mustBe(path, sha256(take(files, path)), proof.envelopeSha256)
    verifyPossession(parseEnvelope(take(files, path), path), {
      ceremony: state.opened?.ceremony ?? '',
      planSha256: state.opened?.planDigest ?? '',
      transcriptHead: String(proof.transcriptHead),
      key: key.id,
      algorithm: key.algorithm,
      spki: source.spki,
      objectId: String(made.objectId),
      time: String(proof.time),
    })
  }
  return [
    `proofs: ${onTokens.length === 1 ? 'one key' : `each of ${onTokens.length} keys`} signed that its token holds it (ATT-POSSESSION)`,
  ]
}

function verifyRoots(
  plan: Plan,
  state: State,
  files: Payload,
  keys: ReadonlyMap<Id, Source>,
): { readonly lines: readonly string[]; readonly payloads: ReadonlyMap<string, string> } {
  const known: KnownRoots = new Map()
  const payloads = new Map<string, string>()
  const lines = chunksOf(plan).flatMap((chunk) => {
    const repositories = repositoriesOf(plan, chunk)
    const roots = repositories.map((repository) => verifyRootFile({ repository, files, keys, known }))
    const name = chunkName(plan, chunk)
    const drafted = draftListOf(roots.map(({ repository, root }) => ({ repository, payload: root.payload })))
    mustBe(name, reviewedDigest(drafted), factsOf(state, 'root/draft', { chunk })?.payloadSha256)
    const assembled = roots.map(({ repository, root }) => ({
      repository: repository.name,
      file: names.rootPath(repository),
      sha256: root.sha256,
    }))
    mustBe(name, encodeList(assembled).sha256, factsOf(state, 'root/assemble', { chunk })?.listSha256)
    verifySignatureLists(state, chunk, roots)
    for (const { repository, root } of roots) payloads.set(repository.name, sha256(root.payload))
    return roots.map(({ line }) => line)
  })
  return { lines, payloads }
}

/** Roots by the digest of their file: repositories that differ only in name have one and the same. */
type KnownRoots = Map<string, VerifiedRoot>

function verifyRootFile(input: {
  readonly repository: PlannedRepository
  readonly files: Payload
  readonly keys: ReadonlyMap<Id, Source>
  readonly known: KnownRoots
}) {
  const { repository, files, keys, known } = input
  const path = names.rootPath(repository)
  const bytes = take(files, path)
  const digest = sha256(bytes)
  const root = known.get(digest) ?? verifyRootChain([{ name: path, bytes }]).last
  known.set(digest, root)
  const { version, expires, consistentSnapshot, roles } = repository
  const planned = payloadOf(draftRoot({ version, expires, consistentSnapshot, keys, roles }))
  if (Buffer.compare(planned, root.payload) !== 0) throw failed(path, 'it is not what the plan and the keys make of it')
  const signed = `signed by ${root.signedBy.length} of ${roles.root.keys.length} root keys, ${roles.root.threshold} needed`
  return { repository, root, line: `${path}: version ${version}, ${signed}, valid until ${expires}` }
}

type RootFile = ReturnType<typeof verifyRootFile>

/** Each signature in the files is the one that the transcript records of its key, and no other. */
function verifySignatureLists(state: State, chunk: Chunk, roots: readonly RootFile[]): void {
  const [first] = roots
  const recorded = new Set<string>()
  for (const key of first?.repository.roles.root.keys ?? []) {
    const facts = factsOf(state, 'root/sign', { key, chunk })
    if (facts === undefined) continue
    const keyId = String(facts.keyId)
    recorded.add(keyId)
    const made = new Map(
      roots.map(({ repository, root }) => {
        const sig = root.signatures.find((signature) => signature.keyId === keyId)?.sig ?? ''
        return [repository.name, Buffer.from(sig, 'hex')] as const
      }),
    )
    mustBe(`the signatures of ${key}`, encodeList(signatureListOf(made)).sha256, facts.listSha256)
  }
  for (const { repository, root } of roots) {
    const stranger = root.signatures.find((signature) => !recorded.has(signature.keyId))
    if (stranger !== undefined)
      throw failed(names.rootPath(repository), 'it has a signature that the transcript does not record')
  }
}

/** The register must have one line for each signature that the transcript records, over the same bytes. */
function verifyRegister(
  plan: Plan,
  state: State,
  files: Payload,
  payloads: ReadonlyMap<string, string>,
): readonly string[] {
  const entries = parseRegister(take(files, names.registerPath), names.registerPath)
  const known = new Set(entries.map((entry) => `${entry.keySpkiSha256} ${entry.repository} ${entry.payloadSha256}`))
  let signatures = 0
  for (const chunk of chunksOf(plan)) {
    for (const repository of repositoriesOf(plan, chunk)) {
      const payload = payloads.get(repository.name)
      for (const key of repository.roles.root.keys) {
        if (factsOf(state, 'root/sign', { key, chunk }) === undefined) continue
        signatures++
        const spki = madeFacts(state, key)?.spkiSha256
        if (!known.has(`${spki} ${repository.name} ${payload}`)) {
          throw failed(names.registerPath, `it has no line for the signature of ${key} for ${repository.name}`)
        }
      }
    }
  }
  return [`register: ${signatures} signatures, each with its line over the same bytes (ROOT-FORK)`]
}

function take(files: Payload, path: string): Uint8Array {
  const bytes = files.get(path)
  if (bytes === undefined) throw failed(path, 'it is missing')
  return bytes
}

function mustBe(path: string, found: string, recorded: unknown): void {
  if (found !== recorded) throw failed(path, 'its digest is not the one in the transcript')
}

const failed = (what: string, reason: string) => new CeremonyError('ceremony/verify-failed', { what, reason })

// Say in plain words what a file is. Nothing is verified here, and nothing in it is believed.

import { parseEnvelope } from '../../core/attest/dsse.ts'
import { roleName } from '../../core/ceremony/collections.ts'
import { parseEvent } from '../../core/ceremony/event.ts'
import { parseExpanded } from '../../core/ceremony/expanded.ts'
import { CeremonyError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/formats/json.ts'
import { type Plan, parsePlan, parsePlanJson, planDigest } from '../../core/formats/plan.ts'
import { parseSite } from '../../core/formats/site.ts'
import { verifyTranscript } from '../../core/transcript/verify.ts'
import { describeRoot } from '../../core/tuf/describe.ts'
import { parseRoot, rootLimits } from '../../core/tuf/parse.ts'
import { describeBlob, describeCertificate, describeRecord } from './describe-backup.ts'

export type Described = { readonly kind: string; readonly lines: readonly string[] }
type Reader = (bytes: Uint8Array, path: string) => Described

/** Tried in this order; each either understands the file or says why not. */
const readers: readonly (readonly [string, (head: string) => boolean, Reader])[] = [
  [
    'TUF root metadata',
    (head) => head.includes('"signed"') && head.includes('"signatures"'),
    (bytes, path) => describedRoot(bytes, path),
  ],
  ['DSSE envelope', (head) => head.includes('"payloadType"'), (bytes, path) => describedEnvelope(bytes, path)],
  ['transcript', (head) => head.startsWith('{"event":'), (bytes, path) => describedTranscript(bytes, path)],
  [
    'expanded script',
    (head) => head.includes('anchorite/expanded-script/'),
    (bytes, path) => describedScript(bytes, path),
  ],
  ['plan', (head) => head.includes('anchorite/plan/'), (bytes, path) => describedPlan(bytes, path)],
  ['site', (head) => head.includes('anchorite/site/'), (bytes, path) => describedSite(bytes, path)],
  ['backup record', (head) => head.includes('anchorite/backup-record/'), describeRecord],
  ['blob', (head) => head.includes('anchorite/key-blob/'), describeBlob],
  ['drill certificate', (head) => head.includes('anchorite/drill-certificate/'), describeCertificate],
]

/**
 * @param what - its name, for errors.
 * @throws CeremonyError `input/unknown`; whatever its own reader throws.
 */
export function describeFile(bytes: Uint8Array, what: string): Described {
  const text = Buffer.from(bytes.subarray(0, rootLimits.maxBytes)).toString('latin1')
  const reader = readers.find(([, fits]) => fits(text))
  if (reader === undefined) throw new CeremonyError('input/unknown', { what })
  return reader[2](bytes, what)
}

const describedRoot: Reader = (bytes, path) => ({
  kind: 'TUF root metadata',
  lines: describeRoot(parseRoot(bytes, path)),
})

const describedEnvelope: Reader = (bytes, path) => {
  const envelope = parseEnvelope(bytes, path)
  const payload = Buffer.from(envelope.payload).toString('utf8')
  return {
    kind: 'signed statement (DSSE envelope)',
    lines: [
      `payload type: ${envelope.payloadType}`,
      ...envelope.signatures.map((signature) => `signature by key ${signature.keyid ?? 'that it does not name'}`),
      `payload: ${payload.slice(0, 2000)}`,
    ],
  }
}

const describedTranscript: Reader = (bytes, path) => {
  const { lines, head } = verifyTranscript(bytes, path)
  const events = lines.map(({ entry }) => ({ entry, event: parseEvent(entry.event, `${path} entry ${entry.seq}`) }))
  return {
    kind: 'transcript of a ceremony; its chain holds',
    lines: [
      ...events.map(
        ({ entry, event }) =>
          `${String(entry.seq).padStart(4)}  ${entry.time}  ${event.type.padEnd(10)} ${summaryOf(entry.event)}`,
      ),
      `head ${head}`,
    ],
  }
}

function summaryOf(event: JsonObject): string {
  return ['step', 'by', 'action', 'code', 'text', 'reason']
    .flatMap((name) => (typeof event[name] === 'string' ? [event[name]] : []))
    .join('  ')
}

const describedScript: Reader = (bytes, path) => {
  const { script, steps, planDigest: plan } = parseExpanded(bytes, path)
  return {
    kind: `script ${script.id} version ${script.version}, laid out for one plan`,
    lines: [
      `plan digest ${plan}`,
      ...steps.map((step) => `${step.number}. ${step.id}  ${step.title} (${step.by.join(' or ')})`),
    ],
  }
}

/** As YAML before the day, as canonical JSON in a bag. */
const describedPlan: Reader = (bytes, path) => {
  const plan = bytes[0] === 0x7b ? parsePlanJson(bytes, path) : parsePlan(bytes, path)
  return { kind: `plan ${plan.name} version ${plan.version} for ${plan.ceremony}`, lines: planLines(plan) }
}

const planLines = (plan: Plan): readonly string[] => [
  `digest ${planDigest(plan)}`,
  `${plan.organisation}: ${plan.purpose}`,
  ...plan.people.map((person) => `${person.name}: ${person.roles.map(roleName).join(', ')}`),
  ...plan.tokens.map((token) => `token ${token.id}, serial ${token.serial}, held by ${token.holder}`),
  ...plan.repositories.map(
    (repository) =>
      `repository ${repository.name} version ${repository.version}: root ${repository.roles.root.threshold} of ${repository.roles.root.keys.length}`,
  ),
]

const describedSite: Reader = (bytes, path) => {
  const site = parseSite(bytes, path)
  return {
    kind: `site ${site.name}`,
    lines: [
      ...Object.entries(site.modules).map(([name, module]) => `module ${name}: ${module.path}`),
      `bags go to ${site.media.out}`,
      ...(site.media.blobs === undefined ? [] : [`copies of wrapped keys go to ${site.media.blobs}`]),
      ...(site.media.in === undefined ? [] : [`wrapped keys are restored from ${site.media.in}`]),
    ],
  }
}

// Every document that comes in, as an area of the fuzz: good ones, changed; and what must hold of those that are taken all the same.

import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { rootKeyGeneration } from '../../ceremonies/root-key-generation.ts'
import { encodeEnvelope, parseEnvelope } from '../../core/attest/dsse.ts'
import { expand, targetOf } from '../../core/ceremony/expand.ts'
import { encodeExpanded, parseExpanded } from '../../core/ceremony/expanded.ts'
import { printScript } from '../../core/ceremony/paper.ts'
import { encodeRegister, parseRegister } from '../../core/checks/register.ts'
import { answerFor, parseAnswers } from '../../core/formats/answers.ts'
import { canonicalBytes } from '../../core/formats/canonical.ts'
import type { JsonValue } from '../../core/formats/json.ts'
import { encodePlan, type Plan, parsePlan, parsePlanJson, planDigest } from '../../core/formats/plan.ts'
import { sheetSchema } from '../../core/formats/sheet.ts'
import { parseSite, siteGaps } from '../../core/formats/site.ts'
import { encodeManifest, parseManifest } from '../../core/media/manifest.ts'
import { checkPaths } from '../../core/media/names.ts'
import { passOutbound } from '../../core/media/outbound.ts'
import { encodeInfo, parseInfo } from '../../core/media/tags.ts'
import { planSheet } from '../../core/paper/plan.ts'
import { scriptSheet } from '../../core/paper/script.ts'
import { isVisible } from '../../core/paper/visible.ts'
import { digestOfWords, wordsOfDigest } from '../../core/transcript/words.ts'
import { diffRoots } from '../../core/tuf/diff.ts'
import { metadataBytes } from '../../core/tuf/encode.ts'
import { parseRoot } from '../../core/tuf/parse.ts'
import { verifyRootChain } from '../../core/tuf/verify.ts'
import { infoOf } from '../../core/verify/info.ts'
import { expectedPaths } from '../../core/verify/payload.ts'
import { describeFile } from '../../electron/host/describe-file.ts'
import { scriptRoles } from '../../electron/host/scripts.ts'
import { expandSmall } from '../ceremony/small.ts'
import { bytesOf, examplePlan, exampleYaml } from '../plan/example.ts'
import { makeDraft, makeKey, signDraft } from '../tuf/make.ts'
import { type Area, strayPrototype } from './case.ts'
import { mutateBytes, mutateJson } from './mutate.ts'
import { arrangedPlan } from './plans.ts'
import type { Random } from './random.ts'

const same = (one: Uint8Array, two: Uint8Array): boolean => Buffer.compare(one, two) === 0
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')

/** Bytes of no grammar, one time in twenty; else a good document, changed. */
function from(good: readonly [Uint8Array, ...Uint8Array[]], json: boolean): Pick<Area, 'good' | 'make'> {
  const make = (random: Random): Uint8Array => {
    if (random.chance(5))
      return random.chance(50) ? random.bytes(random.below(300)) : bytesOf(random.text(random.below(200)))
    const one = random.pick(good)
    return json && random.chance(75)
      ? bytesOf(mutateJson(random, textOf(one)))
      : mutateBytes(random, one, random.pick(good))
  }
  return { good, make }
}

const siteYaml = `format: anchorite/site/v1
name: Station one # where it stands
modules:
  softhsm: { path: /usr/lib/softhsm/libsofthsm2.so, environment: { SOFTHSM2_CONF: /etc/softhsm2.conf } }
  nss: { path: /usr/lib/libsoftokn3.so, environment: {}, parameters: "configdir='/tmp'" }
media: { out: /media/stick }
standIns:
  7D1C40BE92A35F01: { serial: '0011223344556677' }
  "7d1c40be92a35f05": { serial: '8899' }
`
const answersYaml = `format: anchorite/answers/v1
answers:
  - { step: open/room, by: emi, answer: yes, note: "no: nothing" }
  - step: open/roll-call/*
    values: { initials: AB, bagNumber: "0012" }
  - { step: "*", answer: "no" }
`

const plan = examplePlan()
const canonicalPlan = encodePlan(plan)
const small = expandSmall()
const whole = expand(rootKeyGeneration, plan, planDigest(plan))

const keys = new Map([
  ['a', makeKey('ecdsa-p256')],
  ['b', makeKey('ed25519')],
  ['c', makeKey('ecdsa-p384')],
])
const draft = makeDraft(keys, { root: { keys: ['a', 'b', 'c'], threshold: 2 }, others: ['c'] })
const rootFile = signDraft(keys, draft, ['a', 'b'])
const goodRoot = parseRoot(rootFile, 'good')
const rootJson = bytesOf(JSON.stringify(JSON.parse(textOf(rootFile))))

/** What must hold of any plan that is taken: it has one byte form, and its script can be laid out and printed. */
function problemOfPlan(taken: Plan): string | undefined {
  const canonical = encodePlan(taken)
  if (same(canonical, canonicalPlan)) return undefined // only the layout was changed
  if (!isDeepStrictEqual(parsePlanJson(canonical, 'again', scriptRoles), taken)) return 'it reads back as another plan'
  const script = expand(rootKeyGeneration, taken, planDigest(taken))
  const ids = new Set(script.steps.map((step) => step.id))
  if (ids.size !== script.steps.length) return 'two steps have one id'
  const astray = script.steps.find(
    (step) => step.otherwise?.goTo !== undefined && targetOf(step.otherwise.goTo, script.steps, step) === undefined,
  )
  if (astray !== undefined) return `${astray.id} goes nowhere`
  if (!isDeepStrictEqual(parseExpanded(encodeExpanded(script), 'again'), script))
    return 'its script reads back as another'
  for (const sheet of [planSheet(taken, planDigest(taken), 'production'), scriptSheet(script, taken, 'rehearsal')]) {
    if (!v.safeParse(sheetSchema, sheet).success) return `its sheet "${sheet.sheet}" holds what paper does not show`
  }
  // What the day will write has to pass the gate, and fit into a bag: found out at the end, the keys would be made already.
  checkPaths([...expectedPaths(taken)].map((path) => `data/${path}`))
  encodeInfo(infoOf({ plan: taken, mode: 'rehearsal', ceremony: 'a-1', date: '2026-11-24' }))
  const paper = {
    path: 'paper/script.txt',
    kind: 'text',
    bytes: bytesOf(`${printScript(script, taken).join('\n')}\n`),
  } as const
  passOutbound(paper)
  return strayPrototype(taken)
}

function problemOfRoot(bytes: Uint8Array): string | undefined {
  const root = parseRoot(bytes, 'root')
  diffRoots(goodRoot, root, new Map())
  const again = parseRoot(metadataBytes(JSON.parse(textOf(bytes)) as JsonValue), 'again') // parsed strictly before
  if (!same(again.payload, root.payload)) return 'written by us it is signed over other bytes'
  verifyRootChain([{ name: '1.root.json', bytes }])
  return same(root.payload, goodRoot.payload) ? undefined : 'signatures were taken over bytes that nobody signed'
}

const register = encodeRegister(
  [1, 2, 3].map((version) => ({
    keySpkiSha256: 'ab'.repeat(32),
    repository: 'acme/update',
    role: 'root',
    version,
    payloadSha256: 'cd'.repeat(32),
    time: '2026-11-24T10:00:00Z',
    ceremony: 'acme-root-2027',
  })),
)
const manifest = encodeManifest(
  ['data/a', 'data/keys/root-a.pem', 'data/z.json'].map((path) => ({ path, sha256: 'ef'.repeat(32) })),
)
const info = encodeInfo([
  { label: 'Source-Organization', value: 'Acme Corporation, Genève' },
  { label: 'Payload-Oxum', value: '12.3' },
])
const envelope = encodeEnvelope({
  payloadType: 'application/vnd.in-toto+json',
  payload: bytesOf('{"a":1}'),
  signatures: [{ keyid: 'ab'.repeat(32), sig: bytesOf('one') }, { sig: bytesOf('two') }],
})
const sheets: readonly [Uint8Array, Uint8Array] = [
  bytesOf(JSON.stringify(planSheet(plan, planDigest(plan), 'production'))),
  bytesOf(JSON.stringify(scriptSheet(small, plan, 'rehearsal'))),
]

/** Each document that is read from outside, or that leaves as paper. */
export const documentAreas: readonly Area[] = [
  {
    name: 'plan (YAML)',
    ...from([bytesOf(exampleYaml)], false),
    take: (bytes) => problemOfPlan(parsePlan(bytes, 'plan', scriptRoles)),
  },
  {
    name: 'plan (JSON)',
    ...from([canonicalPlan], true),
    take: (bytes) => {
      const taken = parsePlanJson(bytes, 'plan', scriptRoles)
      return same(encodePlan(taken), bytes) ? problemOfPlan(taken) : 'another spelling was taken'
    },
  },
  {
    name: 'plan, arranged anew',
    good: [canonicalPlan],
    make: (random) => encodePlan(arrangedPlan(random)),
    take: (bytes) => {
      const taken = parsePlanJson(bytes, 'plan', scriptRoles)
      try {
        return problemOfPlan(taken)
      } catch (error) {
        return `a valid plan, and then ${String(error)}`
      }
    },
  },
  {
    name: 'site',
    ...from([bytesOf(siteYaml)], false),
    take: (bytes) => {
      const site = parseSite(bytes, 'site')
      siteGaps(site, plan)
      const again = parseSite(canonicalBytes(site as unknown as JsonValue), 'again') // JSON is YAML; a Site holds only JSON values
      return isDeepStrictEqual(again, site) ? strayPrototype(site) : 'it reads back as another site'
    },
  },
  {
    name: 'answers',
    ...from([bytesOf(answersYaml)], false),
    take: (bytes) => {
      const answers = parseAnswers(bytes, 'answers')
      for (const step of whole.steps) answerFor(answers, step.id)
      const again = parseAnswers(canonicalBytes(answers as unknown as JsonValue), 'again') // as above
      return isDeepStrictEqual(again, answers) ? strayPrototype(answers) : 'they read back as others'
    },
  },
  {
    name: 'script layout',
    ...from([encodeExpanded(small)], true),
    take: (bytes) => {
      const script = parseExpanded(bytes, 'script')
      const again = parseExpanded(encodeExpanded(script), 'again')
      return isDeepStrictEqual(again, script) ? strayPrototype(script) : 'it reads back as another script'
    },
  },
  { name: 'root metadata', ...from([rootFile, rootJson], true), take: problemOfRoot },
  {
    name: 'register',
    ...from([register], false),
    take: (bytes) =>
      same(encodeRegister(parseRegister(bytes, 'register')), bytes) ? undefined : 'another spelling was taken',
  },
  {
    name: 'manifest',
    ...from([manifest], false),
    take: (bytes) =>
      same(encodeManifest(parseManifest(bytes, 'manifest')), bytes) ? undefined : 'another spelling was taken',
  },
  {
    name: 'bag-info',
    ...from([info], false),
    take: (bytes) => (same(encodeInfo(parseInfo(bytes)), bytes) ? undefined : 'another spelling was taken'),
  },
  {
    name: 'DSSE envelope',
    ...from([envelope], true),
    take: (bytes) => {
      const taken = parseEnvelope(bytes, 'envelope')
      return isDeepStrictEqual(parseEnvelope(encodeEnvelope(taken), 'again'), taken)
        ? undefined
        : 'it reads back as another'
    },
  },
  {
    name: 'words of a digest',
    ...from([bytesOf(wordsOfDigest('0123456789abcdef'.repeat(4)).join(' '))], false),
    take: (bytes) => {
      const digest = digestOfWords(textOf(bytes))
      return digestOfWords(wordsOfDigest(digest).join(' ')) === digest ? undefined : 'they are another digest'
    },
  },
  {
    name: 'sheet',
    ...from(sheets, true),
    refusal: (error) =>
      error instanceof SyntaxError ? 'not JSON' : error instanceof v.ValiError ? 'sheet' : undefined,
    take: (bytes) => {
      const sheet = v.parse(sheetSchema, JSON.parse(textOf(bytes)))
      return everyText(sheet, isVisible) ? strayPrototype(sheet) : 'it holds what paper does not show'
    },
  },
  {
    name: 'any file (inspect)',
    ...from([rootFile, envelope, encodeExpanded(small), canonicalPlan, bytesOf(exampleYaml), bytesOf(siteYaml)], false),
    take: (bytes) =>
      describeFile(bytes, 'file').lines.every((line) => typeof line === 'string') ? undefined : 'a line is no text',
  },
]

function everyText(value: unknown, holds: (text: string) => boolean): boolean {
  if (typeof value === 'string') return holds(value)
  if (typeof value !== 'object' || value === null) return true
  return Object.values(value).every((inside) => everyText(inside, holds))
}

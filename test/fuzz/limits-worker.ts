// Documents as large as a reader takes, made to cost it the most; each read in a thread with little memory.

import { parentPort, workerData } from 'node:worker_threads'
import { parseExpanded } from '../../core/ceremony/expanded.ts'
import { isCeremonyError } from '../../core/errors.ts'
import { parsePlan } from '../../core/formats/plan.ts'
import { parseManifest } from '../../core/media/manifest.ts'
import { verifyTranscript } from '../../core/transcript/verify.ts'
import { parseRoot, rootLimits } from '../../core/tuf/parse.ts'

const MB = 1024 * 1024
/** As many of `unit` as fit into the size. */
const fill = (unit: string, sizeBytes: number): string => unit.repeat(Math.floor(sizeBytes / Buffer.byteLength(unit)))
const marks = (sizeBytes: number): string => `a${fill('\u0301', sizeBytes / 2)}${fill('\u0316', sizeBytes / 2)}`

const yaml = (text: string) => () => parsePlan(Buffer.from(text), 'x')
const script = (text: () => string) => () => parseExpanded(Buffer.from(text()), 'x')
const layout = (steps: string): string =>
  `{"format":"anchorite/expanded-script/v1","script":{"id":"a","version":1,"title":"a"},"planDigest":"${'a'.repeat(64)}","acts":[],"steps":[${steps}0]}`

/** What is read, and the code that refuses it. The regression tests are those of limits.test.ts. */
export const limits: Readonly<Record<string, readonly [read: () => unknown, code: string]>> = {
  'a plan of one letter under half a million marks': [yaml(`name: "${marks(MB - 100)}"`), 'plan/invalid'],
  'a root file of one letter under a quarter of a million marks': [
    () => parseRoot(Buffer.from(`{"a":"${marks(rootLimits.maxBytes - 100)}"}`), 'x'),
    'tuf/form',
  ],
  'a plan of a million commas': [yaml(`[${fill(',', MB - 1)}`), 'plan/invalid'],
  'a plan of a million closing brackets': [yaml(fill(']', MB)), 'plan/invalid'],
  'a plan of half a million lists': [yaml(fill('[]', MB)), 'plan/invalid'],
  'a plan of half a million empty texts': [yaml(fill('""', MB)), 'plan/invalid'],
  'a plan of a quarter of a million documents': [yaml(fill('---\n', MB)), 'plan/invalid'],
  'a plan of half a million wrong escapes': [yaml(`"${fill('\\q', MB - 2)}"`), 'plan/invalid'],
  'a plan of twenty thousand unknown fields': [
    yaml(Array.from({ length: 20_000 }, (_, index) => `k${index.toString(36)}: 0`).join('\n')),
    'plan/invalid',
  ],
  'a plan of aliases to aliases': [yaml(`a: &a [x, x]\n${fill('b: &b [*a, *a]\n', MB / 8)}`), 'plan/invalid'],
  'a script of 64 MB of empty lines': [script(() => fill('\n', 64 * MB)), 'json/syntax'],
  'a script of 32 million numbers': [script(() => `[${fill('0,', 64 * MB - 4)}0]`), 'json/syntax'],
  'a script of 21 million empty objects': [script(() => `[${fill('{},', 64 * MB - 4)}0]`), 'json/syntax'],
  'a script of ten million steps that are none': [script(() => layout(fill('{},', 30 * MB))), 'json/syntax'],
  'a script of one text of 32 million escapes': [script(() => `"${fill('\\n', 64 * MB - 2)}"`), 'json/shape'],
  'a script of 64 million opened lists': [script(() => '['.repeat(64 * MB)), 'json/depth'],
  'a script that is a number of 64 million digits': [script(() => '9'.repeat(64 * MB)), 'json/syntax'],
  'a manifest of 64 MB of empty lines': [() => parseManifest(Buffer.alloc(64 * MB, 10), 'x'), 'bag/tag-file'],
  'a transcript of 64 MB of empty lines': [() => verifyTranscript(Buffer.alloc(64 * MB, 10), 'x'), 'transcript/line'],
}

export type LimitTold = { readonly name: string; readonly code: string; readonly ms: number }

/** Only as a thread: the test imports the names above. */
for (const name of (workerData ?? []) as readonly string[]) {
  const begun = performance.now()
  let code = 'taken'
  try {
    limits[name]?.[0]()
  } catch (error) {
    code = isCeremonyError(error) ? error.code : String(error)
  }
  parentPort?.postMessage({ name, code, ms: performance.now() - begun } satisfies LimitTold)
}

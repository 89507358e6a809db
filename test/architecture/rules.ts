// What the code itself may not say, beyond imports. Each rule has an id, the files it holds for, and one pattern.

import { lineAt, type Masked } from './mask.ts'

type Rule = {
  readonly id: string
  readonly files: RegExp
  /** Searched in the code without comments and string contents. */
  readonly pattern: RegExp
  readonly says: string
  /** A comment on the same line that gives a reason makes it right. */
  readonly reasonHelps?: true
}

const app = /^(?:core|ceremonies|electron|renderer)\//
const withoutSockets = /^(?:core|ceremonies|electron|renderer|build)\//
const plainCore = /^core\/(?!.*\.node\.ts$)/
const typed = /^(?:core|ceremonies|electron|renderer|courier)\//
const everywhere = /^/

const rules: readonly Rule[] = [
  {
    id: 'ARCH-NO-SOCKET',
    files: withoutSockets,
    pattern:
      /(?<![.\w$#])fetch\b|\b(?:WebSocket|WebSocketStream|EventSource|XMLHttpRequest|WebTransport|RTCPeerConnection|sendBeacon)\b/g,
    says: 'only courier/ may open a socket',
  },
  {
    id: 'ARCH-NO-BACK-DOOR',
    files: withoutSockets,
    pattern:
      /\bglobalThis\b|(?<![.\w$#]|declare )global\b|\bgetBuiltinModule\b|\bprocess\s*\.\s*(?:binding|dlopen)\b|(?<![.\w$#])eval\s*\(|(?<![.\w$#])Function\s*\(/g,
    says: 'a way around the import rules',
  },
  {
    id: 'ARCH-PURE-CORE',
    files: plainCore,
    pattern:
      /\bDate\s*\.\s*now\b|\bnew\s+Date\s*(?:\(\s*\)|(?!\s*\()[\s,;)])|\bMath\s*\.\s*random\b|(?<![.\w$#])(?:performance|process|console)\s*\.|(?<![.\w$#])(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b|\b(?:getRandomValues|randomSecretKey|randomPrivateKey|keygen)\s*\(/g,
    says: 'core gets time, randomness and the outside as arguments',
  },
  {
    id: 'ARCH-PKCS11-SYNC',
    files: app,
    pattern: /\bC_\w+(?:Async|Callback)\b/g,
    says: 'asynchronous PKCS#11 calls sign the wrong bytes (pkcs11js issue 121)',
  },
  {
    id: 'ARCH-PKCS11-SYNC',
    files: /^core\/token\/graphene\.node\.ts$/,
    pattern: /\.once\s*\((?:[^()]|\([^()]*\))*?,\s*(?:\(|async\b|function\b|\w+\s*=>|callback\b|cb\b)/g,
    says: 'once() with a callback is an asynchronous PKCS#11 call',
  },
  {
    id: 'ARCH-IPC-MAIN',
    files: app,
    pattern: /\bipcMain\b/g,
    says: "electron's bare ipcMain takes calls from any frame",
  },
  {
    id: 'STYLE-ENUM',
    files: everywhere,
    pattern: /(?<![.\w$])enum\s+[\w$]+\s*\{/g,
    says: 'unions and `as const`, no enum',
  },
  {
    id: 'STYLE-DEFAULT',
    files: /^(?!vitest\.config\.ts$)/,
    pattern: /\bexport\s+default\b|\bas\s+default\b/g,
    says: 'named exports only',
  },
  { id: 'STYLE-BARREL', files: everywhere, pattern: /\bexport\s*(?:type\s*)?\*/g, says: 'no barrel files' },
  {
    id: 'STYLE-ANY',
    files: everywhere,
    pattern: /[:<|&,(=]\s*(?:readonly\s+)?any\b(?!\s*[(.:=])|\bas\s+any\b|\bany\s*\[\]/g,
    says: 'no any',
  },
  {
    id: 'STYLE-CAST',
    files: typed,
    pattern: /(?<![.\w$])as\s+(?!(?:const|default)\b)(?=[\w$({['"`])/g,
    says: '`as` needs its reason in a comment on the line',
    reasonHelps: true,
  },
  {
    id: 'STYLE-NON-NULL',
    files: typed,
    pattern: /[\w$)\]]!(?=[.,;:)\]}[\s]|$)/gm,
    says: '`!` needs its reason in a comment on the line',
    reasonHelps: true,
  },
]

/** Comments that switch a checker off: never, or never without a reason. */
const switches: readonly { readonly pattern: RegExp; readonly says: string }[] = [
  { pattern: /@ts-(?:ignore|nocheck)/g, says: 'use @ts-expect-error with a reason' },
  { pattern: /@ts-expect-error(?!\s*[-:\s]\s*\w+\s+\w+)/g, says: '@ts-expect-error needs a reason' },
  { pattern: /biome-ignore(?![^:\n]*:\s*\w+\s+\w+)/g, says: 'biome-ignore needs a reason' },
  { pattern: /\b(?:TODO|FIXME|XXX)\b(?!\(#\d+\):)/g, says: 'write `TODO(#123):`' },
]

const LONG = 300
/** A test's table of cases, and the one catalogue of sentences, may be somewhat longer. */
const tooLong = (path: string): number => (/^test\/|^renderer\/strings\.ts$/.test(path) ? 600 : 500)

/** @returns one line a problem, each beginning with `path:line ID` */
export function textProblems(path: string, text: string, masked: Masked): string[] {
  const lines = text.split('\n')
  const commentLines = masked.comments.split('\n')
  const code = withoutRenames(masked.code)
  const found: string[] = []
  const report = (line: number, id: string, says: string) => found.push(`${path}:${line} ${id} ${says}`)

  for (const rule of rules) {
    if (!rule.files.test(path)) continue
    for (const match of code.matchAll(rule.pattern)) {
      const line = lineAt(text, match.index)
      if (rule.reasonHelps !== true || !givesReason(commentLines[line - 1] ?? '')) report(line, rule.id, rule.says)
    }
  }
  for (const { pattern, says } of switches) {
    for (const match of masked.comments.matchAll(pattern)) report(lineAt(text, match.index), 'STYLE-SWITCH', says)
  }
  if (/(?:^|\/)index\.[cm]?[jt]sx?$/.test(path)) report(1, 'STYLE-BARREL', 'a file is named for its one idea')
  const count = lines.at(-1) === '' ? lines.length - 1 : lines.length
  if (count > tooLong(path)) report(1, 'STYLE-LENGTH', `${count} lines; never over ${tooLong(path)}`)
  else if (count > LONG && !lines.slice(0, 6).some((line) => /^\/\/ Long: \w+ \w+/.test(line))) {
    report(1, 'STYLE-LENGTH', `${count} lines; over ${LONG} needs a line "// Long: why" at the top`)
  }
  return found
}

/** A ceremony is data: no function, no class, no call but the one that types it. */
export function ceremonyProblems(path: string, text: string, masked: Masked): string[] {
  const patterns = [
    /=>/g,
    /\b(?:function|class|new|await|get|set|let|var|if|for|while|return|throw)\b\s*[\w$({]/g,
    /\)\s*\{/g,
  ]
  const calls = /(?<![\w$])(?!define[A-Z]\w*\s*\()[\w$]+\s*\(/g
  return [...patterns, calls].flatMap((pattern) =>
    [...masked.code.matchAll(pattern)].map(
      (match) => `${path}:${lineAt(text, match.index)} ARCH-DATA-ONLY ceremonies hold data, not ${match[0].trim()}`,
    ),
  )
}

/** `import { a as b }` and `export { a as b }` are not casts. */
function withoutRenames(code: string): string {
  const blank = (part: string) => part.replace(/\bas\b(?!\s+default)/g, '  ')
  return code.replace(/\bimport\b[^;=()]*?\bfrom\b|\bexport\s*(?:type\s*)?\{[^}]*\}/g, blank)
}

const givesReason = (comment: string): boolean => /\/\/\s*\S+\s+\S+|\/\*\s*\S+\s+\S+/.test(comment)

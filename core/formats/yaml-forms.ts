// The forms of text that plan, site and answers share: ids, days, digests, lines.

import { note, type Shape, text } from './yaml-shape.ts'
import { quoted } from './yaml-text.ts'

/** A short name inside the document. */
export const id = text({
  expected: 'an id: lower-case letters, digits and hyphens, a letter first',
  max: 32,
  pattern: /^[a-z][a-z0-9-]*$/,
})

/** One line for people: a name, a place, a title. */
export const line = text({ expected: 'text', max: 200 })
/** One longer line for people: a purpose, a reason. */
export const prose = text({ expected: 'text', max: 1000 })

/** `YYYY-MM-DDTHH:MM:SSZ`; that it is a real moment is rule PLAN-EXPIRES. */
export const instant = text({ expected: 'a moment, YYYY-MM-DDTHH:MM:SSZ', max: 40 })

export const sha256Hex = text({ expected: 'a SHA-256, 64 lower-case hex digits', max: 64, pattern: /^[0-9a-f]{64}$/ })

/** CK_TOKEN_INFO.serialNumber, blanks cut (PKCS#11 section 3.2: 16 bytes). */
export const tokenSerial = text({
  expected: 'a serial as the module reports it: 1 to 16 letters, digits or marks, no blanks',
  max: 16,
  pattern: /^[!-~]+$/,
})

/** CK_TOKEN_INFO.label, blanks cut (PKCS#11 section 3.2: 32 bytes). */
export const tokenLabel = text({
  expected: 'a label of 1 to 32 plain characters (ASCII), no blank at either end',
  max: 32,
  pattern: /^[!-~](?:[ -~]*[!-~])?$/,
})

export const pem = text({ expected: 'a public key in PEM, as a block after "|"', max: 2000, lines: true })

/** A real day of the calendar, `YYYY-MM-DD`. */
export const day: Shape<string> = (node, path, report) => {
  const value = text({ expected: 'a day, YYYY-MM-DD', max: 10, pattern: /^\d{4}-\d{2}-\d{2}$/ })(node, path, report)
  if (value === undefined || isRealMoment(`${value}T00:00:00Z`)) return value
  return note(report, node, {
    rule: `${report.prefix}-SHAPE`,
    path,
    problem: `${quoted(value)} is not a day of the calendar`,
    fix: 'Write a day that exists, YYYY-MM-DD.',
  })
}

/** Whether `YYYY-MM-DDTHH:MM:SSZ` names a moment that exists: no 30 February, no 24:00, no leap second. */
export function isRealMoment(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(value)) return false
  const time = Date.parse(value)
  return !Number.isNaN(time) && new Date(time).toISOString() === value.replace('Z', '.000Z')
}

// A return code by name, out of what the JavaScript layer throws.

/** Codes of PKCS#11 3.x that pkcs11js 2.1.7 does not know and calls CKR_VENDOR_DEFINED. */
const newer: Readonly<Record<number, string>> = {
  320: 'CKR_CURVE_NOT_SUPPORTED',
  440: 'CKR_ACTION_PROHIBITED',
}

/** From here on codes belong to vendors; a code below that no standard knows is a fault of its module. */
const vendorDefined = 0x8000_0000

/**
 * The CKR name in an error of pkcs11js, or undefined where it is not of the module.
 * Both forms are read: `Pkcs11Error` with message and `.code`, and the plain Error "CKR_NAME:16" that C_CreateObject,
 * C_SetAttributeValue and C_FindObjects throw. Vendor codes keep their number: `CKR_VENDOR_DEFINED(0x80000001)`;
 * so do codes of no standard: `CKR_UNKNOWN(0x7777)`.
 * Nothing else of the text is kept.
 */
export function ckrOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const match = /(CKR_\w+)(?::(\d+))?/.exec(error.message)
  const name = match?.[1]
  if (name !== 'CKR_VENDOR_DEFINED') return name
  const code = match?.[2] ?? ('code' in error ? error.code : undefined)
  const number = Number(code)
  const hex = `0x${(Number.isSafeInteger(number) ? number : 0).toString(16)}`
  return newer[number] ?? (number >= vendorDefined ? `CKR_VENDOR_DEFINED(${hex})` : `CKR_UNKNOWN(${hex})`)
}

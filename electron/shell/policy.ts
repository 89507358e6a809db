// What the window may do, in one place for both shells: one origin, one set of headers, one page that may use the camera.

/** The only origin there is. `.invalid` never resolves (RFC 6761), so nothing outside can ever answer for it. */
export const origin = 'https://ceremony.invalid'

/** The page that is shown. Routes of the window stand behind the `#`. */
export const startUrl = `${origin}/`

/** The name under which both shells give the window its one object. */
export const surfaceName = 'anchorite'

/**
 * WIN-CSP, WIN-TRUSTED-TYPES. Nothing but our own scripts, styles, fonts and pictures; no connection of any kind; no
 * text becomes code or HTML. `frame-ancestors` and `sandbox` only work as a header, which is why none of it is a meta tag.
 * @see CSP Level 3; Trusted Types section 4
 */
export const contentSecurityPolicy: string = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'none'",
  "worker-src 'none'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
  // No dialog in the browser's own name (alert, confirm, prompt, print) and no download. Popups are WIN-TARGET's, which
  // closes what comes by any way: a test asks it, and it would not be asked if they ended here.
  'sandbox allow-scripts allow-same-origin allow-forms allow-popups',
].join('; ')

/**
 * Features that a document may ask for. Only the camera, and only where `mayUseCamera` says so. Chromium on Linux knows no
 * `bluetooth` and no `web-share`: naming one is a warning on its console, which is to stay empty.
 */
const permissionsPolicy = [
  'camera=(self)',
  ...['accelerometer', 'autoplay', 'clipboard-read', 'clipboard-write', 'display-capture'].map(none),
  ...['encrypted-media', 'fullscreen', 'gamepad', 'geolocation', 'gyroscope', 'hid', 'idle-detection'].map(none),
  ...['local-fonts', 'magnetometer', 'microphone', 'midi', 'payment', 'picture-in-picture'].map(none),
  ...['publickey-credentials-create', 'publickey-credentials-get', 'screen-wake-lock', 'serial'].map(none),
  ...['storage-access', 'sync-xhr', 'usb', 'window-management', 'xr-spatial-tracking'].map(none),
].join(', ')

function none(feature: string): string {
  return `${feature}=()`
}

/** Headers of every answer that the window gets. */
export const policyHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'Permissions-Policy': permissionsPolicy,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
  'Cache-Control': 'no-store',
}

/** WIN-PERMISSION: whether the page at this address may use the camera. No page may use anything else. */
export function mayUseCamera(url: string): boolean {
  return url === `${startUrl}#/scan` || url.startsWith(`${startUrl}#/scan/`)
}

/** The page of one sheet, or of a share card, as it is printed. */
export const paperUrl = (sheet: string): string =>
  sheet === 'share-card' ? `${startUrl}#/share-card` : `${startUrl}#/paper/${sheet}`

/** Is this the address of our own page (any route of it)? */
export const isOurPage = (url: string): boolean => url === startUrl || url.startsWith(`${startUrl}#`)

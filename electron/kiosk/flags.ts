// The command line of Chromium. Each line says what it is for; what is not here is Chromium's own default.

/** `--no-sandbox`, `--remote-debugging-port` and `--load-extension` have no place here, and a test looks. */
export function chromiumFlags(options: {
  readonly profile: string
  readonly startPage: string
  readonly screen: Screen
}): readonly string[] {
  return [
    '--remote-debugging-pipe',
    `--app=${options.startPage}`,
    `--user-data-dir=${options.profile}`,
    ...screens[options.screen],
    ...ways,
    ...quiet,
    `--disable-features=${features.join(',')}`,
  ]
}

/** `none` is for paper: nobody sees the window that prints. */
export type Screen = 'window' | 'full' | 'none'

const screens: Readonly<Record<Screen, readonly string[]>> = {
  window: ['--ozone-platform=x11', '--window-position=0,0', '--window-size=1280,800', '--start-maximized'],
  full: ['--ozone-platform=x11', '--window-position=0,0', '--start-fullscreen'],
  none: ['--headless', '--hide-scrollbars'],
}

/** No way out, should request interception ever fail: a proxy that nobody serves, also for loopback and WebRTC. */
const ways = [
  '--proxy-server=socks5://127.0.0.1:9',
  '--proxy-bypass-list=<-loopback>',
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--disable-breakpad',
  '--no-pings',
  '--no-service-autorun',
  '--metrics-recording-only',
]

/** Nothing that speaks up beside the ceremony, and nothing that keeps what it saw. */
const quiet = [
  '--no-first-run',
  '--no-default-browser-check',
  '--deny-permission-prompts',
  '--disable-extensions',
  '--disable-component-extensions-with-background-pages',
  '--disable-default-apps',
  '--disable-session-crashed-bubble',
  '--hide-crash-restore-bubble',
  '--disable-save-password-bubble',
  '--password-store=basic',
  '--disable-spell-checking',
  '--disable-client-side-phishing-detection',
  '--disable-search-engine-choice-screen',
  '--disk-cache-size=1',
  '--lang=en',
]

/** One flag, since two do not merge. */
const features = [
  'Translate',
  'OptimizationHints',
  'OptimizationGuideModelDownloading',
  'MediaRouter',
  'DialMediaRouteProvider',
  'AutofillServerCommunication',
  'CertificateTransparencyComponentUpdater',
  'InterestFeedContentSuggestions',
  'LiveCaption',
  'NetworkTimeServiceQuerying',
  'Prerender2',
]

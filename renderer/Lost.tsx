// Stands there when the window itself fails, so that nobody looks at an empty screen and wonders what is lost.

import { RefusalNotice } from './parts/RefusalNotice.tsx'
import { strings } from './strings.ts'

const fault = { code: 'window/fault', disposition: 'bug', words: strings.window.fault } as const

export function Lost() {
  return (
    <div className="window place">
      <main>
        <h1>{strings.product}</h1>
        <RefusalNotice refusal={fault} />
      </main>
    </div>
  )
}

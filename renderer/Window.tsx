// The window itself, with its style sheet. The document is marked, so that the style holds here and never on paper.

import './style/main.css'
import { StrictMode } from 'react'
import { App } from './App.tsx'

export function Window() {
  return (
    <StrictMode>
      <div className="window">
        <App call={window.anchorite.call} />
      </div>
    </StrictMode>
  )
}

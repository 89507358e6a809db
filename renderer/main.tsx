// Where the page begins: the window, or one sheet of paper. Each brings its own style, and only its own.

import { createRoot } from 'react-dom/client'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
const page = createRoot(root)
if (window.location.hash.startsWith('#/paper/')) {
  const { PaperRoute } = await import('./paper/PaperRoute.tsx')
  page.render(<PaperRoute />)
} else {
  const { Window } = await import('./Window.tsx')
  document.documentElement.dataset.window = ''
  page.render(<Window />)
}

// Where the page begins: the window, or one sheet of paper. Each brings its own style, and only its own.

import { createRoot } from 'react-dom/client'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
if (window.location.hash.startsWith('#/paper/')) {
  const { PaperRoute } = await import('./paper/PaperRoute.tsx')
  createRoot(root).render(<PaperRoute />)
} else if (window.location.hash.startsWith('#/share-card')) {
  const { CardRoute } = await import('./paper/CardRoute.tsx')
  createRoot(root).render(<CardRoute />)
} else {
  const [{ Window }, { Lost }] = await Promise.all([import('./Window.tsx'), import('./Lost.tsx')])
  document.documentElement.dataset.window = ''
  const page = createRoot(root, { onUncaughtError: () => page.render(<Lost />) })
  page.render(<Window />)
}

// Electron's preload: gives the window its one object. Bundled to one file by build/window.mjs, since it runs sandboxed.

import { contextBridge, ipcRenderer } from 'electron'
import { surface } from './preload/surface.ts'
import { surfaceName } from './shell/policy.ts'

contextBridge.exposeInMainWorld(
  surfaceName,
  surface(process.argv, (channel, text) => ipcRenderer.invoke(channel, text)),
)

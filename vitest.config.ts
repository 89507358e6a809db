import { defineConfig } from 'vitest/config'

const endToEnd = process.env.ANCHORITE_E2E === '1'

export default defineConfig({
  test: {
    // The window, led by mouse and keyboard through whole days, takes minutes: `npm run e2e`.
    include: endToEnd ? ['test/e2e/**/*.test.ts'] : ['test/**/*.test.ts'],
    exclude: endToEnd ? [] : ['test/e2e/**'],
    // Token tests start processes; two cores are the smallest machine we promise.
    maxWorkers: 2,
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // A forgotten `.only` hides every other test, and an empty run proves nothing.
    allowOnly: false,
    passWithNoTests: false,
  },
})

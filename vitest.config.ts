import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Builds the window, once; two files that build it at the same time would meet.
    globalSetup: ['test/e2e/built.ts'],
    // Token tests start processes; two cores are the smallest machine we promise.
    maxWorkers: 2,
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // A forgotten `.only` hides every other test, and an empty run proves nothing.
    allowOnly: false,
    passWithNoTests: false,
  },
})

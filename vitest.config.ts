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
    // cupsd's and mkfs's places: an ordinary user of Debian has them not on the path, and the tests must not miss them.
    env: { PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` },
    passWithNoTests: false,
  },
})

import { defineConfig } from "vitest/config";

/** Tests that start the built command; the others import the source. */
const BUILT = ["test/e2e/**/*.test.{ts,tsx}"];

export default defineConfig({
  test: {
    reporters: ["default", "./test/support/closing-line.ts"],
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: "source", include: ["test/**/*.test.{ts,tsx}"], exclude: BUILT },
      },
      {
        extends: true,
        test: { name: "built", include: BUILT, globalSetup: ["./test/support/fresh-build.ts"] },
      },
    ],
  },
});

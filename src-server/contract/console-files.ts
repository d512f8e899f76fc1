import * as z from 'zod/mini'

/**
 * The list of files of the built console (`out/console-files.json`), written by the build and read by whoever serves the console:
 * the desktop's app:// protocol and the headless server. A name is answered only if it stands here, compared exactly and undecoded.
 * `index.html` is the page; everything else lies under `assets/`.
 */
export const consoleFiles = z.strictObject({
  version: z.literal(1),
  files: z.array(
    z.strictObject({
      /** Relative to the folder of the built console, with forward slashes: `index.html`, `assets/main-B1x2.js`. */
      name: z.string().check(z.regex(/^(?:assets\/)?[A-Za-z0-9_-][A-Za-z0-9._-]*$/)),
      /** The value of Content-Type. */
      type: z.string(),
      bytes: z.number(),
      sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    }),
  ),
})

export type ConsoleFiles = z.output<typeof consoleFiles>

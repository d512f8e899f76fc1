import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { tokensCss } from '../src-renderer/ui/tokens.ts'

/** Writes src-renderer/ui/tokens.css from tokens.ts; test/renderer/tokens.test.ts fails while the two differ. */
writeFileSync(fileURLToPath(new URL('../src-renderer/ui/tokens.css', import.meta.url)), tokensCss())

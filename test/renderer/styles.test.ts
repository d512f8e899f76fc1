/** What the linter cannot say about styles: colours and font sizes by token only, every module in a layer, strict CSP kept. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const styles = suite('renderer.styles')
const root = join(import.meta.dirname, '../../src-renderer')

const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(root, join(entry.parentPath, entry.name)))
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const css = files.filter((file) => file.endsWith('.css'))
const tsx = files.filter((file) => file.endsWith('.tsx'))
const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\//g, '')

styles('no file but tokens.css holds a colour', () => {
  for (const file of css) {
    if (file === join('ui', 'tokens.css')) continue
    const found = /#[0-9a-f]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|lab)\(/i.exec(withoutComments(read(file)))
    assert.is(found, null, `${file} says ${found?.[0]}: take a token of ui/tokens.ts`)
  }
})

styles('font sizes are tokens, so that they grow with the user’s own', () => {
  for (const file of css) {
    if (file === join('ui', 'tokens.css')) continue
    for (const [whole, value] of withoutComments(read(file)).matchAll(/font-size:\s*([^;]+);/g)) {
      assert.match(value ?? '', /^(?:var\(--text-\d\d\)|0?\.9\dem|100%|0|inherit)$/, `${file}: ${whole}`)
    }
    assert.not.match(withoutComments(read(file)), /\bfont:[^;]*\d+px/, `${file} has a font size in px`)
  }
})

styles('every module stands in a layer', () => {
  for (const file of css.filter((name) => name.endsWith('.module.css'))) {
    const layer = file.startsWith('ui') ? 'ui' : file.startsWith('frame') ? 'frame' : 'screen'
    assert.match(
      withoutComments(read(file)).trim(),
      new RegExp(`^@layer ${layer} \\{`),
      `${file} must be inside @layer ${layer}`,
    )
  }
})

styles('every class that a component asks for is there', () => {
  for (const file of tsx) {
    const source = read(file)
    for (const [, name, path] of source.matchAll(/import (\w+) from '([./\w-]+\.module\.css)'/g)) {
      const sheet = read(relative(root, join(root, file, '..', path ?? '')))
      for (const [, used] of source.matchAll(new RegExp(`(?<![/.])\\b${name}\\.(\\w+)`, 'g'))) {
        assert.match(sheet, new RegExp(`\\.${used}\\b`), `${file} uses ${name}.${used}, which ${path} does not have`)
      }
    }
  }
})

styles('no static style attribute: style-src allows none', () => {
  for (const file of tsx) {
    assert.not.match(read(file), /\sstyle="/, file)
    for (const [whole] of read(file).matchAll(/style=\{\{[^}]*\}\}/g)) {
      for (const [, value] of whole.matchAll(/:\s*('[^']*'|"[^"]*"|\d+)\s*[,}]/g)) {
        assert.unreachable(`${file}: ${whole} is compiled into an attribute (${value}); use a class`)
      }
    }
  }
})

styles('markup is never set as a string', () => {
  for (const file of files.filter((name) => /\.tsx?$/.test(name))) {
    assert.not.match(read(file), /innerHTML|outerHTML|insertAdjacentHTML|document\.write/, file)
  }
})

styles.run()

import type { Plugin } from 'vite'

/**
 * Solid under Trusted Types.
 *
 * The console's policy is `require-trusted-types-for 'script'; trusted-types solid`, and Solid's `template()` sets `innerHTML`.
 * Chosen: this one place goes through a policy named `solid` that only Solid's module can reach, so that every other
 * `innerHTML` in the window is refused by the browser. Left out: a `default` policy (it would bless all of them).
 * The build fails if the place is not found exactly once: a new Solid must be looked at before it is shipped.
 * Held by test/main/build.test.ts.
 */

const solidWeb = /[\\/]solid-js[\\/]web[\\/]dist[\\/]web\.js$/
const place = 't.innerHTML = html;'
const policy = `const solidPolicy = globalThis.trustedTypes?.createPolicy('solid', { createHTML: (html) => html }) ?? { createHTML: (html) => html };\n`

/** Puts Solid's `template()` behind the policy. Throws if the source does not hold the place exactly once. */
export function patchTemplate(source: string): string {
  const found = source.split(place).length - 1
  if (found !== 1) {
    throw new Error(
      `Solid's template() sets innerHTML in ${found} places instead of 1. Look at solid-js/web/dist/web.js and adapt scripts/build/trusted-types.ts.`,
    )
  }
  return policy + source.replace(place, 't.innerHTML = solidPolicy.createHTML(html);')
}

/** The Vite plugin: patches Solid, and fails the build if Solid's browser build was never met. */
export function trustedTypesForSolid(): Plugin {
  let patched = 0
  return {
    name: 'beatkeeper:trusted-types',
    enforce: 'pre',
    buildStart() {
      patched = 0
    },
    transform(source, id) {
      if (!solidWeb.test(id)) return null
      patched += 1
      return { code: patchTemplate(source), map: null }
    },
    buildEnd(error) {
      if (error === undefined && patched !== 1) {
        this.error(
          `Solid was patched for Trusted Types ${patched} times instead of once: the console would not start under its own policy.`,
        )
      }
    },
  }
}

/**
 * The page's own colour, made readable. Pure, and read by both sides: the status page draws with it, the console's preview shows the same.
 *
 * Chosen: any colour is accepted, and what is written in it is a shade of it with a contrast of at least 4.5 : 1 (WCAG 2.2, 1.4.3) on
 * the page's backgrounds, darker on light and lighter on dark. Left out: refusing colours, which only teaches people to pick grey.
 * Held by test/content/colour.test.ts over random colours.
 */

type Rgb = readonly [red: number, green: number, blue: number]

function parsed(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

function written(rgb: Rgb): string {
  return `#${rgb.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`
}

/** Relative luminance, WCAG 2.2. */
function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((channel) => {
    const part = channel / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)
}

/** Contrast of two colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(parsed(one)), luminance(parsed(other))]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

function mixed(from: Rgb, to: Rgb, share: number): Rgb {
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share, from[2] + (to[2] - from[2]) * share]
}

/** The nearest shade of a colour, towards black or white, that can be read on all of these backgrounds. */
export function readableOn(colour: string, backgrounds: readonly string[], towards: 'black' | 'white'): string {
  const end: Rgb = towards === 'black' ? [0, 0, 0] : [255, 255, 255]
  for (let step = 0; step <= 50; step += 1) {
    const shade = written(mixed(parsed(colour), end, step / 50))
    if (backgrounds.every((background) => contrast(shade, background) >= 4.5)) return shade
  }
  return written(end)
}

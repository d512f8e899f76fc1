/**
 * Design tokens: the only place where a colour is written down.
 *
 * `tokens.css` is generated from here (`node scripts/design-tokens.ts`) and imported first of all styles. Chosen: plain custom
 * properties, so that the strict CSP holds and a token can be read by canvas charts. Left out: a CSS framework and colours in
 * screens. Held by test/renderer/tokens.test.ts (every contrast ratio, the generated file) and styles.test.ts (no raw colour
 * or px font size anywhere else).
 */

/** `[light, dark]`; what each is for stands in the comment of its group. */
export const colours = {
  // Backgrounds: the window, cards, popups, code, navigation, a row under the pointer, a chosen row.
  'bg-canvas': ['#F5F6F9', '#0E121A'],
  'bg-surface': ['#FFFFFF', '#151A24'],
  'bg-raised': ['#FFFFFF', '#1C2230'],
  'bg-sunken': ['#ECEFF4', '#0A0D13'],
  'bg-sidebar': ['#EBEEF4', '#10151E'],
  'bg-hover': ['#F0F2F7', '#1E2534'],
  'bg-selected': ['#E6ECFE', '#1D2A4D'],
  // Borders: two for decoration, one that carries the shape of a control (3:1).
  'bd-subtle': ['#DDE2EA', '#283044'],
  'bd-strong': ['#C2C9D6', '#3A455E'],
  'bd-control': ['#78839A', '#6C7893'],
  // Text: body, secondary, hints and table headers.
  'tx-1': ['#141924', '#E9EDF5'],
  'tx-2': ['#434C61', '#B3BCCD'],
  'tx-3': ['#5A647A', '#929DB3'],
  // Accent.
  'ac-solid': ['#2F55D4', '#4668E8'],
  'ac-solid-hover': ['#2546B8', '#3C5CDB'],
  'ac-on': ['#FFFFFF', '#FFFFFF'],
  'ac-text': ['#2748BF', '#9BB1FF'],
  'ac-soft': ['#E6ECFE', '#1D2A4D'],
  focus: ['#2F55D4', '#9BB1FF'],
  // Good, careful, bad, Terraform, neutral.
  'ok-text': ['#0F6338', '#63D69A'],
  'ok-soft': ['#DFF5E8', '#11301F'],
  'ok-solid': ['#188A50', '#2FA768'],
  'wn-text': ['#7A4700', '#F2B953'],
  'wn-soft': ['#FDF0D3', '#36270A'],
  'wn-solid': ['#B36A00', '#D99A26'],
  'dg-text': ['#AE1B29', '#FF8F93'],
  'dg-soft': ['#FCE7E8', '#3B161B'],
  'dg-solid': ['#C2212F', '#C93540'],
  'dg-solid-hover': ['#AB1D29', '#B12F38'],
  'dg-on': ['#FFFFFF', '#FFFFFF'],
  'tf-text': ['#5A2DB6', '#C4A8FF'],
  'tf-soft': ['#EFE8FD', '#2A1C4A'],
  'nu-text': ['#434C61', '#B3BCCD'],
  'nu-soft': ['#E9ECF2', '#252D3D'],
  // The stripe of a connection: never alone, a word stands beside it (3:1 on surface and sidebar).
  'cn-red': ['#C2212F', '#E5636C'],
  'cn-amber': ['#B36A00', '#D99A26'],
  'cn-green': ['#188A50', '#2FA768'],
  'cn-teal': ['#0B7F86', '#2AA5AD'],
  'cn-blue': ['#2F55D4', '#6E8BF5'],
  'cn-violet': ['#5A2DB6', '#9B7BEA'],
  'cn-pink': ['#B02A7C', '#E070B4'],
  'cn-grey': ['#5A647A', '#929DB3'],
  // Heat map and bars, from nothing to most.
  'heat-0': ['#EEF1F6', '#1B2230'],
  'heat-1': ['#C9D6FB', '#21346F'],
  'heat-2': ['#93ACF3', '#3150B5'],
  'heat-3': ['#5577E0', '#5F82F2'],
  'heat-4': ['#2748BF', '#A9BDFF'],
  // Behind a dialog, and behind the palette.
  scrim: ['#080B2073', '#080B2073'],
  'scrim-light': ['#080B2033', '#080B2033'],
  // What a camera reads: black on white in every theme.
  paper: ['#FFFFFF', '#FFFFFF'],
  ink: ['#000000', '#000000'],
  // A keycap on a filled button.
  'key-on-solid': ['#00000038', '#00000038'],
} as const satisfies Record<string, readonly [string, string]>

export type ColourToken = keyof typeof colours
export type ThemeName = 'light' | 'dark'

/** High contrast: text on pure surfaces, borders as strong as text. Only what differs from the theme below it. */
export const highContrast = {
  light: {
    'bg-canvas': '#FFFFFF',
    'bg-sidebar': '#FFFFFF',
    'tx-2': '#141924',
    'tx-3': '#141924',
    'nu-text': '#141924',
    'bd-subtle': '#434C61',
    'bd-strong': '#434C61',
    'bd-control': '#434C61',
  },
  dark: {
    'bg-canvas': '#000000',
    'bg-surface': '#000000',
    'bg-sidebar': '#000000',
    'bg-raised': '#000000',
    'tx-1': '#FFFFFF',
    'tx-2': '#FFFFFF',
    'tx-3': '#FFFFFF',
    'nu-text': '#FFFFFF',
    'bd-subtle': '#B3BCCD',
    'bd-strong': '#B3BCCD',
    'bd-control': '#B3BCCD',
  },
} as const satisfies Record<ThemeName, Partial<Record<ColourToken, string>>>

/** Everything that is not a colour; lengths in rem where text is meant to grow with the user's font size. */
export const measures = {
  'font-ui': '"Inter Variable", Inter, "Segoe UI", system-ui, -apple-system, "Noto Sans", sans-serif',
  'font-mono': '"JetBrains Mono Variable", "JetBrains Mono", ui-monospace, "Cascadia Mono", Menlo, monospace',
  'text-11': '.6875rem',
  'text-12': '.75rem',
  'text-13': '.8125rem',
  'text-14': '.875rem',
  'text-16': '1rem',
  'text-20': '1.25rem',
  'text-28': '1.75rem',
  'radius-s': '4px',
  'radius-m': '6px',
  'radius-l': '8px',
  'radius-xl': '10px',
  'control-height': '32px',
  'row-height': '52px',
  'row-height-dense': '32px',
  'sidebar-width': '232px',
  'rail-width': '56px',
  'status-bar-height': '26px',
  'inspector-width': '300px',
  'dialog-width': '560px',
  'dialog-width-wide': '900px',
  'motion-in': '120ms',
  'motion-out': '90ms',
  shadow: '0 12px 40px rgb(10 14 25 / .22), 0 2px 6px rgb(10 14 25 / .12)',
} as const

function declarations(entries: Readonly<Record<string, string>>): string {
  return Object.entries(entries)
    .map(([name, value]) => `  --${name}: ${value};`)
    .join('\n')
}

function theme(index: 0 | 1): Record<string, string> {
  return Object.fromEntries(Object.entries(colours).map(([name, pair]) => [name, pair[index]]))
}

/** The text of tokens.css. */
export function tokensCss(): string {
  return `/* Generated from tokens.ts by scripts/design-tokens.ts. Do not edit. */
:root {
  color-scheme: light;
${declarations(measures)}
${declarations(theme(0))}
}

:root[data-theme='dark'] {
  color-scheme: dark;
${declarations(theme(1))}
}

:root[data-contrast='more'] {
${declarations(highContrast.light)}
}

:root[data-theme='dark'][data-contrast='more'] {
${declarations(highContrast.dark)}
}

:root[data-density='comfortable'] {
  --control-height: 36px;
  --row-height: 60px;
  --row-height-dense: 40px;
}
`
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const channel = (offset: number): number => {
    const value = Number.parseInt(hex.slice(offset, offset + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

/** Contrast ratio of two opaque colours, 1–21 (WCAG 2.2, 1.4.3). */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

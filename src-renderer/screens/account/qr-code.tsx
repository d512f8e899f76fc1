import { createMemo } from 'solid-js'
import { encode } from 'uqr'
import styles from './account.module.css'
import { qrPath } from './model.ts'

/**
 * A QR code as one path of squares: no markup from strings, no inline style, so that the strictest policy lets it stand. Black on white in every
 * theme, with the quiet zone that scanners need.
 */
export function QrCode(props: { text: string; label: string }) {
  const code = createMemo(() => encode(props.text, { ecc: 'M', border: 4 }))
  return (
    <svg class={styles.qr} viewBox={`0 0 ${code().size} ${code().size}`} role="img" aria-label={props.label}>
      <path d={qrPath(code().data)} shape-rendering="crispEdges" />
    </svg>
  )
}

import { Navigate } from '@solidjs/router'

/** Settings begin with their first tab. */
export default function FirstSettings() {
  return <Navigate href="/settings/general" />
}

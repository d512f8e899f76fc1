/**
 * The way to the screen of connections, which is there before anybody is signed in: the router hands it over, since the frame that
 * stands around the other screens may not.
 */
export const connectionsPath = '/connections'

let go = (): void => {}

export function leadToConnections(how: () => void): void {
  go = how
}

export function openConnections(): void {
  go()
}

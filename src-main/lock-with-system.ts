/**
 * Locks the console when the person leaves the computer: it sleeps, its screen is locked, or somebody else takes over (ux.md S17). The window is
 * told to run its own command, which locks the session at the server as well.
 * Held by test/main/lock-with-system.test.ts.
 */

/** What is used of Electron's powerMonitor. */
export interface SystemMonitor {
  on(event: 'suspend' | 'lock-screen' | 'user-did-resign-active', listener: () => void): unknown
}

/** The console's command. */
export const lockCommand = 'connection.lock'

export function lockWithSystem(monitor: SystemMonitor, run: (command: string) => void): void {
  const lock = (): void => run(lockCommand)
  monitor.on('suspend', lock)
  monitor.on('lock-screen', lock)
  monitor.on('user-did-resign-active', lock)
}

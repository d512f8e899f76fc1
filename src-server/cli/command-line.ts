import type { Readable } from 'node:stream'
import type { Command } from 'commander'
import type { Surroundings } from '../contract/data-folder.ts'
import type { SecretStore } from '../lib/keychain.ts'

/**
 * What every command of `beatkeeper` is given, and how it ends.
 *
 * Results go to `out`, words and progress to `err`, so that a script can pipe the one and a person reads the other. A command that
 * did what it was asked ends by itself; what it found, or why it failed, it says with one of the exit codes. No secret is ever taken from
 * the arguments: other users see them in the list of processes.
 */
export interface CommandLine {
  /** Results. Whole lines. */
  out(text: string): void
  /** Words and progress. Whole lines. */
  err(text: string): void
  readonly stdin: Readable & { readonly isTTY?: boolean }
  /** Environment, home and platform, read once. */
  readonly surroundings: Surroundings
  /** The system's keychain. */
  readonly secrets: SecretStore
  /** Ends with another code than 0 (`found`) although nothing failed. */
  finish(code: ExitCode): void
}

/** 0 done, 1 failed, 2 wrong usage, 3 done and something was found. */
export const exitCodes = { done: 0, failed: 1, usage: 2, found: 3 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** It could not be done; `message` says why and what to do. */
export class CommandFailure extends Error {
  readonly exitCode: ExitCode
  constructor(message: string, exitCode: ExitCode = exitCodes.failed) {
    super(message)
    this.exitCode = exitCode
  }
}

/** The command was not written as it must be; `message` says how. */
export class UsageFailure extends CommandFailure {
  constructor(message: string) {
    super(message, exitCodes.usage)
  }
}

/** Adds its command to the program. Whatever is heavy is imported when the command runs, so that the others start fast. */
export type AddCommand = (parent: Command, cli: CommandLine) => void

/** One JSON value and a line feed. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`
}

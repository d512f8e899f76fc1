import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { type CommandLine, UsageFailure } from './command-line.ts'

/**
 * A secret from stdin: piped, or typed by a person without being shown. Never from the arguments, which every user of the machine can see.
 * The one line feed that `echo` and editors put at the end does not belong to it.
 */
export async function readSecret(
  { stdin, err }: Pick<CommandLine, 'stdin' | 'err'>,
  question: string,
  flag: string,
): Promise<string> {
  const text = stdin.isTTY === true ? await typed(stdin, err, question) : await piped(stdin, flag)
  const secret = text.replace(/\r?\n$/, '')
  if (secret === '') throw new UsageFailure(`${flag}: nothing came on stdin. Pipe it in, or type it when asked.`)
  return secret
}

/** More than any password or token. */
const lengthMax = 65_536

async function piped(stdin: CommandLine['stdin'], flag: string): Promise<string> {
  let text = ''
  stdin.setEncoding('utf8')
  for await (const chunk of stdin) {
    text += String(chunk)
    if (text.length > lengthMax) throw new UsageFailure(`${flag}: that is too long to be a secret.`)
  }
  return text
}

function typed(stdin: CommandLine['stdin'], err: CommandLine['err'], question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true })
  err(`${question}: `)
  return new Promise((resolve, reject) => {
    lines.once('line', (line) => {
      err('\n')
      resolve(line)
      lines.close()
    })
    lines.once('SIGINT', () => {
      lines.close()
      reject(new UsageFailure('Cancelled.'))
    })
  })
}

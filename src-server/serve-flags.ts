import type { Command } from 'commander'

/**
 * The flags of a headless server, with what each is for: said once, for `beatkeeper serve` and for the server process started by itself.
 * What they become is config.ts.
 */
export function addServeFlags(command: Command): Command {
  return command
    .option('--data <dir>', 'the data folder; left out, the usual place of this platform')
    .option('--port <n>', 'the port to listen to; 0 picks a free one (default: 4600)')
    .option('--host <address>', 'the address to listen on (default: 127.0.0.1, and ::1 where there is one)')
    .option('--public-url <url>', 'where others reach this server; needed to listen beyond this computer')
    .option('--trust-proxy <cidr...>', 'proxies whose forwarded addresses are believed')
    .option('--tls-cert <file>', 'the certificate, PEM; goes with --tls-key')
    .option('--tls-key <file>', 'its private key, PEM')
    .option('--key-file <file>', 'the passphrase that the keys are sealed with (or BEATKEEPER_KEY_FILE)')
    .option('--ready-file <file>', 'write {url, port, pid, setup_url} here once the server listens')
    .option('--console-dir <dir>', 'the built console, if it lies elsewhere than in out/console')
    .option('--json', 'print one line of JSON instead of words')
}

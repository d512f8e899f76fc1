/** What the people and programs of the story call themselves. */
export const agents = {
  firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
  chrome: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36',
  safari:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 15_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
  terraform: 'Terraform/1.13.4 (+https://www.terraform.io)',
  grafana: 'Grafana/12.2.1',
  pagerduty: 'PagerDuty-Automation/3.1',
  github: 'github-actions/maintenance-window v4',
  python: 'python-requests/2.32.5',
  curl: 'curl/8.16.0',
  heartbeat: 'acme-heartbeat-agent/2.4',
  chatBot: 'oncall-chat-bot/1.9 node',
  preview: 'deploy-preview-hooks/0.7',
  labs: 'labs-status-bot/1.2',
  bridge: 'webhook-bridge/0.9 java',
} as const

import type { MailWords } from '../words.ts'

export const english: MailWords = {
  language: 'en',
  invite: {
    subject: (by, where) => `${by} invites you to ${where}`,
    title: (where) => `You are invited to ${where}`,
    text: (by, where, role) => `${by} would like you to help look after ${where}. Your role will be ${role}.`,
    action: 'Accept the invite',
    why: 'If you did not expect this, you can leave it: without you, nothing happens.',
  },
  passwordReset: {
    subject: 'Choose a new password',
    text: (name) => `Hello ${name}. Someone, most likely you, asked for a new password for your account.`,
    action: 'Choose a new password',
    why: 'If it was not you, you can leave this: your password stays as it is.',
  },
  confirm: {
    subject: (page) => `Confirm your subscription to ${page}`,
    everything: (page) => `You asked for news of ${page}: incidents and planned maintenance, as they happen.`,
    some: (page) => `You asked for news of ${page}, about the services below.`,
    action: 'Confirm',
    why: 'If it was not you, you can leave this: without a confirmation there will be no mails.',
  },
  manage: {
    subject: (page) => `Your subscription to ${page}`,
    text: (page) => `Here you can choose which services of ${page} you hear about, or end your subscription.`,
    action: 'Manage your subscription',
    why: 'You get this because someone asked for it with your address. If it was not you, you can leave it.',
  },
  maintenance: {
    scheduled: 'Maintenance planned',
    changed: 'Maintenance changed',
    started: 'Maintenance in progress',
    completed: 'Maintenance completed',
    cancelled: 'Maintenance cancelled',
  },
  test: {
    subject: (page) => `A test mail from ${page}`,
    text: (page) => `This is a test. Mail from ${page} arrives here.`,
  },
  affects: 'Affects',
  when: 'When',
  impact: 'Impact',
  seePage: 'See the status page',
  subscribed: (page) => `You get this because you subscribed to ${page}.`,
  unsubscribe: 'Unsubscribe',
  worksUntil: (moment) => `The link works once, until ${moment}.`,
  times: (zone) => `Times: ${zone}`,
}

export const errorStrings = {
  offline: {
    title: 'Offline',
    message: 'This device is offline, so the service cannot be reached.',
    hint: 'Connect to the internet.',
  },
  unreachable: {
    title: 'Service not reached',
    message: 'The service cannot be reached right now.',
    hint: 'Check the connection.',
  },
  unavailable: {
    title: 'Service not available',
    message: 'The service is not available for a moment, usually because it restarts.',
    hint: 'Wait a moment.',
  },
  timedOut: {
    title: 'No answer in time',
    message: (seconds: number) => `The service did not answer within ${seconds} seconds.`,
    hint: 'Try again.',
  },
  sessionExpired: {
    title: 'Session ended',
    message: 'Your session has ended.',
    hint: 'Sign in again.',
  },
  tooManyRequests: {
    title: 'Too many requests',
    message: 'That was too much at once.',
    hint: 'Wait a minute, then try again.',
  },
  credentialsWrong: {
    title: 'Sign-in refused',
    message: 'No account has this email address and password.',
    hint: 'Check both, or create an account.',
  },
  emailTaken: {
    title: 'Email address taken',
    message: 'An account with this email address exists already.',
    hint: 'Sign in instead.',
  },
  serviceFailed: {
    title: 'Service failed',
    message: (requestId: string | undefined) =>
      `The service made a mistake${requestId ? ` (request ${requestId})` : ''}.`,
    hint: 'Try again; if it stays, report it.',
  },
  notUnderstood: {
    title: 'Answer not understood',
    message: 'The service answered in a way that this page does not understand.',
    hint: 'Reload the page to get its newest version.',
  },
  pageOutdated: {
    title: 'Page out of date',
    message: 'A newer version of this page is out, and parts of this one can no longer be loaded.',
    hint: 'Reload the page.',
  },
  refused: { title: 'Request refused' },
} as const;

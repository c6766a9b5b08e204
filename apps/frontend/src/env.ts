// The only reader of the environment. What the page itself needs comes with requests; nothing is baked into its scripts.

const portDefault = 3000;

/** Where `next dev` sends /api and /health to; in a deployment the ingress does that. */
export const apiUrl = process.env.TODO_API_URL ?? 'http://localhost:8000';

/** True under `next dev`, whose scripts need more than the production policy allows. */
export const isDevelopment = process.env.NODE_ENV === 'development';

/** Port and address that the production server listens on. */
export const listenAddress = {
  port: readPort(process.env.PORT),
  host: process.env.HOST ?? '0.0.0.0',
} as const;

/** Tells Next.js the configuration it was built with, so that it looks for no next.config file. */
export function setNextConfiguration(configuration: string): void {
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = configuration;
  process.env.NEXT_TELEMETRY_DISABLED = '1';
}

function readPort(text: string | undefined): number {
  if (text === undefined) return portDefault;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`PORT: "${text}" is no port; give a whole number from 0 to 65535`);
  }
  return port;
}

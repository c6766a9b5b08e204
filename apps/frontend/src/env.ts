// The only reader of the environment, beside next.config.ts. What the page needs comes with its requests; nothing is baked in.

const portDefault = 3000;

/** Port and address that the production server listens on. */
export const listenAddress = {
  port: readPort(process.env.PORT),
  host: process.env.HOST ?? '0.0.0.0',
} as const;

/** Tells Next.js, before it is loaded, that it serves what was built, and with which configuration that was. */
export function setNextConfiguration(configuration: string): void {
  Object.assign(process.env, {
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    __NEXT_PRIVATE_STANDALONE_CONFIG: configuration,
  });
}

function readPort(text: string | undefined): number {
  if (text === undefined) return portDefault;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`PORT: "${text}" is no port; give a whole number from 0 to 65535`);
  }
  return port;
}

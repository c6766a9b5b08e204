import { join } from 'node:path';
import type { NextConfig } from 'next';
import { PHASE_DEVELOPMENT_SERVER } from 'next/constants.js';
import { apiUrl } from './src/env.ts';

const workspaceRoot = join(import.meta.dirname, '../..');

/** Replaced by assemble-dist.mjs with a hash of what was built, so that equal builds have equal ids. */
const buildIdPlaceholder = 'build-id-placeholder';

const headers = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  {
    key: 'Permissions-Policy',
    value: 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  },
];

/** Rewrites exist under `next dev` only: in production the ingress routes, and nothing is baked into the image. */
export default function nextConfig(phase: string): NextConfig {
  return {
    output: 'standalone',
    outputFileTracingRoot: workspaceRoot,
    turbopack: { root: workspaceRoot },
    generateBuildId: () => buildIdPlaceholder,
    transpilePackages: ['@todo/contracts', '@todo/errors'],
    typescript: { ignoreBuildErrors: true },
    poweredByHeader: false,
    images: { unoptimized: true },
    headers: () => [{ source: '/:path*', headers }],
    ...(phase === PHASE_DEVELOPMENT_SERVER ? { rewrites: developmentRewrites } : {}),
  };
}

function developmentRewrites() {
  return ['/api/:path*', '/health'].map((source) => ({ source, destination: `${apiUrl}${source}` }));
}

